"""The page as a file: what it tells, that it is the same each time, that it is safe, and how large it may be."""

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.composed import composed
from pipeline.report.exhibit import exhibit_of
from pipeline.report.limits import GALLERY, MAX_BYTES
from pipeline.report.page import Gathered, page_of
from pipeline.run.look import look
from pipeline.run.open import open_folder
from pipeline.run.report import images
from tests.datasets import coco_job, make_coco
from tests.front_door import multigrain
from tests.report.parsed import Parsed, parsed
from tests.report.runs import ATTACK, LABEL, TEXTS, heavy_run, reported, run

PAGE = "report/index.html"


class _Quiet:
    def show(self, line: str, done: int, total: int | None) -> None: ...


def test_the_funnel_tells_what_status_tells(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, status = multigrain(capsys, "status", scenes)
    flows = [found["aria-label"] for found in parsed(scenes / PAGE).having(class_="flow")]
    for stage in status["stages"]:
        parts = [
            (stage[kind], said) for kind, said in (("out", "kept"), ("merged", "merged"), ("rejected", "rejected"))
        ]
        told = "".join(f", {count} {said}" for count, said in parts if count)
        assert f"{stage['name']}: {stage['in']} in{told}" in flows
    for recipe, documents in status["published"].items():
        assert any(flow.startswith(f"{recipe}: ") and f", {documents} kept" in flow for flow in flows)


def test_every_distribution_is_there_as_a_chart_and_as_a_table(scenes: Path) -> None:
    text = parsed(scenes / PAGE).text
    for title in (
        *("Labels", "Boxes per image", "Box area", "Box shape", "Relation predicates", "Question kinds"),
        *("Languages", "Length: multigrained+relation", "Length: grounding", "Length: caption"),
    ):
        assert title in text
    assert text.count("As a table") == 10


def test_an_exhibit_shows_document_questions_and_who_said_each_sentence(scenes: Path) -> None:
    page = parsed(scenes / PAGE)
    first = next(page.having(class_="exhibit"))
    assert {"attribute", "count", "text_to_coordinate"} <= set(json.loads(first["data-tasks"]))
    assert json.loads(first["data-labels"])
    for told in ("describe by rules, words glossary@1", "compose by rules, words multigrained@1", "source scenes"):
        assert told in page.text
    crops = {found["href"] for tag, found in page.elements if tag == "use"}
    assert crops and crops <= {f"#{found['id']}" for tag, found in page.elements if tag == "image" and "id" in found}


def test_words_in_every_document_speak_of_the_boxes_they_name(scenes: Path) -> None:
    """Documents count their regions anew; the page counts them as the record does."""
    opened = open_folder(str(scenes))
    checked = 0
    for rows in opened.inputs.slices():
        for met in images(opened.context, rows):
            if met.record is None:
                continue
            made = composed(met.record, ("multigrained", "multigrained+relation", "multigrained-compact"))
            for reading in exhibit_of(met, made).readings:
                for piece in reading.pieces:
                    names = {met.record.regions[index].label for index in piece.regions}
                    if len(piece.regions) == 1 and piece.text in {label.name for label in met.record.labels}:
                        assert names == {piece.text}
                        checked += 1
    assert checked > 20


def test_coordinates_are_rendered_in_the_default_frame(scenes: Path) -> None:
    pieces = parsed(scenes / PAGE).texts
    places = [text for text in pieces if text.startswith("[") and text.endswith("]")]
    assert places
    for place in places:
        numbers = [float(number) for number in place.strip("[]").split(", ")]
        assert len(numbers) == 4 and all(0 <= number <= 1 for number in numbers)


def test_two_reports_of_one_run_are_the_same_bytes(scenes: Path) -> None:
    first = (scenes / PAGE).read_bytes()
    reported(scenes)
    assert (scenes / PAGE).read_bytes() == first


def test_a_run_with_a_report_is_still_sound(scenes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, body = multigrain(capsys, "verify", scenes)
    assert (code, body["faults"]) == (0, [])


def test_hostile_words_stay_words(hostile: Path) -> None:
    page = parsed(hostile / PAGE)
    for text in (*TEXTS[:3], LABEL):
        assert text in page.text
    assert [tag for tag, _ in page.elements].count("script") == 1
    _nothing_runs(page)


def _nothing_runs(page: Parsed) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "embed", "base", "link"), tag
        for name, value in attributes.items():
            assert not name.startswith("on") and name != "style", (tag, name)
            if name in ("src", "href"):
                assert value.startswith(("#", "data:image/jpeg;base64,")), (tag, value[:80])


def test_the_policy_allows_our_style_and_script_and_nothing_else(hostile: Path) -> None:
    page = parsed(hostile / PAGE)
    policy = next(found["content"] for tag, found in page.elements if found.get("http-equiv"))
    for kind in ("script", "style"):
        digest = hashlib.sha256("".join(page.raw[kind]).encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy


def test_what_was_dropped_is_there_by_rule(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, status = multigrain(capsys, "status", hostile)
    text = parsed(hostile / PAGE).text
    assert status["rejected_records"]["import"] == {"truncated": 1}
    assert "truncated 1 image rejected by import" in text
    assert "coco/000000000006" in text


def test_a_rejected_image_comes_with_value_and_threshold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = coco_job(make_coco(tmp_path / "data", 6), tmp_path / "run")
    body["stages"] = {
        **{stage: {} for stage in ("caption", "recognize", "ground", "describe", "relate", "ask")},
        "check": {"min_crop_area": 0.2, "licenses": ["http://creativecommons.org/licenses/by/2.0/"]},
    }
    folder = reported(run(tmp_path / "job.yaml", body))
    _, status = multigrain(capsys, "status", folder)
    text = parsed(folder / PAGE).text
    (rule,) = status["rejected_records"]["check"]
    assert f"{rule.replace('_', ' ')} {status['rejected_records']['check'][rule]} images rejected by check" in text
    assert "of the image's area (at least 0.2)" in text


def test_pictures_that_are_gone_are_said_to_be_gone(tmp_path: Path) -> None:
    folder = run(tmp_path / "job.yaml", coco_job(make_coco(tmp_path / "data", 3), tmp_path / "run"))
    for picture in (tmp_path / "data" / "images").glob("*.jpg"):
        picture.unlink()
    text = parsed(reported(folder) / PAGE).text
    assert text.count("the picture could not be read") == 3


def test_the_page_stays_below_its_bound_and_says_how_many_images_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = heavy_run(tmp_path, GALLERY)
    code, body = multigrain(capsys, "report", folder)
    assert (code, body["inputs"]) == (0, GALLERY)
    assert 0.9 * MAX_BYTES < body["bytes"] == (folder / PAGE).stat().st_size < MAX_BYTES
    assert 0 < body["shown"] < GALLERY
    page = parsed(folder / PAGE)
    assert len(list(page.having(class_="exhibit"))) == body["shown"]
    assert f"{body['shown']} of {GALLERY} annotated images are shown" in page.text


def test_a_sample_says_that_it_is_one(scenes: Path) -> None:
    opened = open_folder(str(scenes))
    status: dict[str, Any] = look(str(scenes), _Quiet())
    gathered = Gathered(opened.context.job.publish.recipes)
    for rows in replace(opened.inputs, limit=4).slices():
        for met in images(opened.context, rows):
            gathered.add(met)
    page = Parsed()
    page.feed(page_of(gathered, status).data.decode())
    assert f"among the first 4 of {status['inputs']} source entries in the order of their keys’ hashes" in page.text


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, body = multigrain(capsys, "report", tmp_path)
    assert code == 2 and str(tmp_path) in body["message"]
    assert not (tmp_path / "report").exists()


def test_attack_is_what_it_says() -> None:
    """The other tests mean nothing if the words are no code where they are not escaped."""
    page = Parsed()
    page.feed(f"<p>{ATTACK}</p>")
    assert [tag for tag, _ in page.elements] == ["p", "script"]
