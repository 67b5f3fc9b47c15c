"""`multigrain download` from the shell: checked, laid out for the job specs, resumable, recorded."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.download import fetch as fetching
from pipeline.download.catalogue import DATA_SETS, Archive, DataSet
from pipeline.download.download import DownloadWishes, download
from pipeline.download.refusal import DownloadError
from tests.download.server import serving
from tests.front_door import multigrain

GENOME = ["image_data", "objects_v1_2", "attributes", "relationships_v1_2", "region_descriptions", "question_answers"]


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def genome() -> dict[str, bytes]:
    return {f"/{name}.json.zip": archive(**{f"{name.removesuffix('_v1_2')}.json": b"[]"}) for name in GENOME}


def test_visual_genomes_annotations_are_laid_out_as_its_source_reads_them(tmp_path: Path, capsys: Any) -> None:
    with serving(files=genome()) as shelf:
        call = ("download", "visual-genome-annotations", "--to", tmp_path, "--mirror", shelf.url)
        code, body = multigrain(capsys, *call)
        assert code == 0 and [one["state"] for one in body["files"]] == ["downloaded"] * 6
        asked = len(shelf.asked)
        code, again = multigrain(capsys, *call)
        assert code == 0 and len(shelf.asked) == asked == 6, "what is there is not asked for"
    assert {one["state"] for one in again["files"]} == {"already there"}
    names = sorted(path.name for path in (tmp_path / "annotations").iterdir())
    assert names == sorted(f"{name.removesuffix('_v1_2')}.json" for name in GENOME)
    assert not list((tmp_path / "downloads").glob("*.zip")), "archives go when they are unpacked"
    assert body["use"] == f"VG={tmp_path} multigrain run jobs/regenerate-vg.yaml"
    assert all(one["checked_by"] == "" and len(one["sha256"]) == 64 for one in body["files"])
    kept = json.loads((tmp_path / "downloads/attributes.json.zip.json").read_text())
    assert kept["sha256"] == hashlib.sha256(genome()["/attributes.json.zip"]).hexdigest()


def test_a_mirror_of_other_bytes_is_refused(tmp_path: Path, capsys: Any) -> None:
    with serving(files={"/val2017.zip": archive(val2017__1=b"x")}) as shelf:
        code, body = multigrain(capsys, "download", "coco-val2017", "--to", tmp_path, "--mirror", shelf.url)
    assert code == 6 and "the official file 815,585,330" in body["message"]
    assert not (tmp_path / "val2017").exists()


def test_a_missing_file_ends_with_the_surroundings_code(tmp_path: Path, capsys: Any) -> None:
    with serving(files={}) as shelf:
        code, body = multigrain(capsys, "download", "coco-train2017", "--to", tmp_path, "--mirror", shelf.url)
    assert code == 6 and "answers 404" in body["message"] and "--mirror" in body["message"]


def test_an_unknown_data_set_is_said_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        multigrain(capsys, "download", "imagenet", "--to", "x")
    assert ended.value.code == 2 and "coco-val2017" in capsys.readouterr().err


DATA = archive(val2017__1=b"one", annotations__x=b"{}")


def small(digest: str, size: int = len(DATA)) -> DataSet:
    return DataSet("", (Archive("http://nowhere/a.zip", ("val2017/1", "annotations/x"), size, digest, "a test"),), "")


def obtain(url: str, folder: Path, data_set: DataSet, **wishes: Any) -> dict[str, Any]:
    (found,) = download(data_set, folder, DownloadWishes(mirror=url, **wishes), lambda line, done, total: None)
    return found


def test_the_known_digest_is_checked_before_anything_is_unpacked(tmp_path: Path) -> None:
    right, wrong = (f"sha1:{hashlib.sha1(data).hexdigest()}" for data in (DATA, b""))
    with serving(files={"/a.zip": DATA}) as shelf:
        with pytest.raises(DownloadError, match=f"a test says {wrong[5:]}.*It is deleted"):
            obtain(shelf.url, tmp_path, small(wrong))
        assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", "downloads"]
        assert obtain(shelf.url, tmp_path, small(wrong), unchecked=True)["checked_by"] == ""
        found = obtain(shelf.url, tmp_path / "right", small(right), keep=True)
    assert found["checked_by"] == f"{right} (a test)" and found["files"] == 2
    assert (tmp_path / "right/downloads/a.zip").read_bytes() == DATA


def test_what_was_recorded_first_is_compared_when_it_is_downloaded_anew(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}) as shelf:
        obtain(shelf.url, tmp_path, small("", 0))
        (tmp_path / "val2017/1").unlink()
        shelf.files["/a.zip"] = archive(val2017__1=b"two", annotations__x=b"{}")
        with pytest.raises(DownloadError, match="the one downloaded first had"):
            obtain(shelf.url, tmp_path, small("", 0))
        shelf.files["/a.zip"] = DATA
        assert obtain(shelf.url, tmp_path, small("", 0))["state"] == "downloaded"
    assert (tmp_path / "val2017/1").read_bytes() == b"one"


def test_an_archive_that_does_not_hold_what_it_should_is_said(tmp_path: Path) -> None:
    said = pytest.raises(DownloadError, match="'annotations/x' is not in")
    with serving(files={"/a.zip": archive(val2017__1=b"one")}) as shelf, said:
        obtain(shelf.url, tmp_path, small("", 0))


def test_two_downloads_into_one_folder_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FIRST_WAIT_S", 0.001)
    with serving(files={"/a.zip": DATA}) as shelf:
        refused: list[str] = []

        def meddle(line: str, done: int, total: int | None) -> None:
            with pytest.raises(DownloadError, match="another download into it is running"):
                obtain(shelf.url, tmp_path, small("", 0))
            refused.append(line)

        download(small("", 0), tmp_path, DownloadWishes(mirror=shelf.url), meddle)
    assert refused


def test_every_data_set_says_where_its_files_lie_and_how_they_are_checked() -> None:
    for data_set in DATA_SETS.values():
        for one in data_set.archives:
            assert one.url.startswith(("http://images.cocodataset.org/", "https://")) and one.holds
            assert bool(one.digest) == bool(one.digest_by)
            if one.digest:
                algorithm, _, digest = one.digest.partition(":")
                assert len(digest) == 2 * hashlib.new(algorithm).digest_size
