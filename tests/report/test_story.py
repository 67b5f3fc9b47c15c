"""`explain KEY --html`: one image's page, whatever became of it."""

from pathlib import Path

import pytest

from jobs.cli import main
from tests.front_door import multigrain
from tests.report.parsed import parsed
from tests.report.runs import reported, strict_run
from tests.report.test_page import _nothing_runs


def test_an_annotated_image_is_shown_with_every_stage(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "scenes/000000000001"
    code, body = multigrain(capsys, "explain", scenes, key, "--html", tmp_path / "story.html")
    page = parsed(tmp_path / "story.html")
    assert (code, body["html"]) == (0, str(tmp_path / "story.html"))
    for stage in body["stages"]:
        assert f"{stage['stage']} {stage['fate']}" in page.text and stage["fingerprint"] in page.text
    dropped = [drop for step in (body["import"], *body["stages"]) for drop in step["dropped"]]
    assert dropped
    for drop in dropped:
        assert f"{drop['kind']} {drop['item']} {drop['rule'].replace('_', ' ')}" in page.text
    assert len(list(page.having(class_="exhibit"))) == 1


def test_an_image_that_import_refused_has_its_reason(
    hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, body = multigrain(capsys, "explain", hostile, "coco/000000000006", "--html", tmp_path / "story.html")
    page = parsed(tmp_path / "story.html")
    assert (code, body["fate"]) == (0, "rejected")
    assert "ended as rejected" in page.text and "truncated" in page.text
    assert not list(page.having(class_="exhibit"))


def test_a_merged_image_names_the_one_it_became_part_of(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    multigrain(capsys, "explain", scenes, "scenes-vg/2000001", "--html", tmp_path / "story.html")
    page = parsed(tmp_path / "story.html")
    assert "ended as merged" in page.text and "scenes/000000000001" in page.text


def test_hostile_words_stay_words(hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 6):
        multigrain(capsys, "explain", hostile, f"coco/{number:012d}", "--html", tmp_path / "story.html")
        page = parsed(tmp_path / "story.html")
        assert [tag for tag, _ in page.elements].count("script") == 1
        _nothing_runs(page)


@pytest.mark.parametrize(("key", "file"), [("scenes/nobody", "story.html"), ("scenes/000000000001", "no/story.html")])
def test_a_wrong_key_or_folder_is_refused_and_nothing_written(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str, file: str
) -> None:
    code, body = multigrain(capsys, "explain", scenes, key, "--html", tmp_path / file)
    assert code == 2 and ("nobody" in body["message"] or "no" in body["message"])
    assert not list(tmp_path.iterdir())


def test_the_terminal_numbers_regions_and_says_what_each_value_measures(
    scenes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(scenes), "scenes/000000000001"]) == 0
    lines = capsys.readouterr().out.splitlines()
    regions = [line for line in lines if line.startswith("    + region ")]
    assert [line.split()[2] for line in regions] == [f"#{number}" for number in range(len(regions))]
    assert all(line.rsplit(" ", 2)[1] == "score" for line in regions)
    assert any(line.startswith("    + relation #") for line in lines)
    assert any(line.endswith(": same_object, IoU of the two boxes 1") for line in lines)
    assert any(line.startswith("  same_object: Two sources have") for line in lines)
    assert all(line.startswith("  ") for line in lines[1:])


def test_a_question_left_out_shows_the_boxes_it_spoke_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = strict_run(tmp_path)
    items = []
    for number in range(1, 5):
        _, body = multigrain(capsys, "explain", folder, f"scenes/{number:012d}")
        items += [drop["item"] for stage in body["stages"] for drop in stage["dropped"] if drop["kind"] == "question"]
    assert any("[box #" in item for item in items)
    assert any("[object image of #" in item for item in items)
    page = parsed(reported(folder) / "report" / "index.html")
    assert "of the image's area (at most 0.01)" in page.text
    assert "An object image would show nearly the whole picture." in page.text
