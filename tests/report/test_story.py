"""`explain KEY --html`: one image's page, whatever became of it."""

from pathlib import Path

import pytest

from tests.front_door import multigrain
from tests.report.parsed import parsed
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
