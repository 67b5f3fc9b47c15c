"""Zips that would do harm are refused whole: nothing of them is written."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from pipeline.download.refusal import DownloadError
from pipeline.download.unpack import unpack


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return path


def open_up(archive: Path, folder: Path, sole: str = "") -> list[str]:
    unpack(archive, folder, sole, lambda done, total: None)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_folders_and_files_come_out_as_they_are(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", ("val2017/", b""), ("val2017/1.jpg", b"one"), ("annotations/x.json", b"{}"))
    assert open_up(archive, tmp_path / "out") == ["annotations/x.json", "val2017/1.jpg"]
    assert (tmp_path / "out/val2017/1.jpg").read_bytes() == b"one"


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil", "..", "val2017/../../x"]
)
def test_a_member_that_would_leave_the_folder_stops_all(tmp_path: Path, name: str) -> None:
    archive = zipped(tmp_path / "a.zip", ("good.jpg", b"1"), (name, b"2"))
    with pytest.raises(DownloadError, match="would leave the folder"):
        open_up(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (kind | 0o777) << 16
    archive = zipped(tmp_path / "a.zip", ("good.jpg", b"1"), (info, b"/etc/passwd"))
    with pytest.raises(DownloadError, match="is a link or a device"):
        open_up(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", ("zeros", bytes(5_000_000)))
    with pytest.raises(DownloadError, match="more than 40 times as many"):
        open_up(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = zipped(tmp_path / "a.zip", ("a", b"1"), ("a", b"2"))
    with pytest.raises(DownloadError, match="twice"):
        open_up(archive, tmp_path / "out")


def test_the_only_file_gets_the_name_that_the_job_specs_expect(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", ("data/objects_v1_2.json", b"[]"))
    assert open_up(archive, tmp_path / "out", "objects.json") == ["objects.json"]
    with pytest.raises(DownloadError, match=r"holds 2 files, expected 'objects.json' alone"):
        open_up(zipped(tmp_path / "b.zip", ("a", b""), ("b", b"")), tmp_path / "other", "objects.json")


@pytest.mark.parametrize("hurt", ["flip", "cut", "html"])
def test_a_damaged_archive_is_deleted_and_said(tmp_path: Path, hurt: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a", bytes(range(256)) * 40)
    data = bytearray(buffer.getvalue())
    data[500] ^= 1
    archive = tmp_path / "a.zip"
    archive.write_bytes({"flip": bytes(data), "cut": bytes(data[:-30]), "html": b"<html>not found</html>"}[hurt])
    with pytest.raises(DownloadError, match="It is deleted; run again"):
        open_up(archive, tmp_path / "out")
    assert not archive.exists() and list(tmp_path.rglob("*.unfinished")) == []
    assert not (tmp_path / "out/a").exists(), "a file whose checksum is wrong does not appear"
