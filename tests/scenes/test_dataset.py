"""The folder: the same bytes whoever renders it, whole or begun again, and never over other people's data."""

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.scenes import render_dataset
from tests.scenes.conftest import COUNT, SEED


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_more_workers_change_no_byte(scenes: Path, tmp_path: Path) -> None:
    render_dataset(tmp_path / "two", COUNT, SEED, workers=2)
    assert digests(tmp_path / "two") == digests(scenes)


def test_the_folder_holds_what_it_should(scenes: Path) -> None:
    names = set(digests(scenes))
    for index in (1, COUNT):
        assert {f"images/{index:012d}.jpg", f"visual_genome/images/{2_000_000 + index}.jpg"} <= names
    assert len(names) == 2 * COUNT + 2 + 6 + 1
    assert json.loads((scenes / "scenes.json").read_text())["complete"] is True


def test_both_names_of_a_picture_are_one_file(scenes: Path) -> None:
    first, second = scenes / "images/000000000003.jpg", scenes / "visual_genome/images/2000003.jpg"
    assert first.samefile(second)


def test_the_seed_and_not_the_count_makes_a_picture(scenes: Path, tmp_path: Path) -> None:
    render_dataset(tmp_path / "short", 2, SEED)
    render_dataset(tmp_path / "other", 2, SEED + 1)
    name = "images/000000000002.jpg"
    assert (tmp_path / "short" / name).read_bytes() == (scenes / name).read_bytes()
    assert (tmp_path / "other" / name).read_bytes() != (scenes / name).read_bytes()


def test_a_complete_folder_is_left_alone(tmp_path: Path) -> None:
    render_dataset(tmp_path, 2, 1)
    (tmp_path / "images/000000000001.jpg").write_bytes(b"mark")
    render_dataset(tmp_path, 2, 1)
    assert (tmp_path / "images/000000000001.jpg").read_bytes() == b"mark"


def test_an_interrupted_folder_is_rendered_anew(tmp_path: Path) -> None:
    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_dataset(tmp_path / "broken", 4, 1, progress=stop)
    assert not (tmp_path / "broken/scenes.json").exists()
    (tmp_path / "broken/images/000000000009.jpg").write_bytes(b"left over")
    told: list[int] = []
    render_dataset(tmp_path / "broken", 4, 1, progress=told.append)
    render_dataset(tmp_path / "fresh", 4, 1)
    assert told == [1, 2, 3, 4]
    assert digests(tmp_path / "broken") == digests(tmp_path / "fresh")


@pytest.mark.parametrize("name", ["notes.txt", "scenes.json", "images/000000000001.jpg"])
def test_a_foreign_folder_is_refused_untouched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}")
    with pytest.raises(ValueError, match=str(tmp_path)):
        render_dataset(tmp_path, 2, 1)
    assert list(digests(tmp_path)) == [name]


@pytest.mark.parametrize(("count", "workers"), [(0, 1), (1, 0)])
def test_nothing_to_do_is_an_error(tmp_path: Path, count: int, workers: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        render_dataset(tmp_path / "none", count, 1, workers=workers)
