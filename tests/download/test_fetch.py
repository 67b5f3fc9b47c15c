"""A file arrives whole and as it is, whatever the server does; or not at all, with the reason."""

import hashlib
import random
from pathlib import Path

import pytest

from pipeline.download import fetch as fetching
from pipeline.download.fetch import fetch
from pipeline.download.refusal import DownloadError
from tests.download.server import serving

DATA = random.Random("a file").randbytes(300_000)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FIRST_WAIT_S", 0.001)


def got(url: str, target: Path, wanted: int = len(DATA)) -> list[int]:
    """Fetches; the bytes shown on the way."""
    shown: list[int] = []
    fetch(url, target, wanted, lambda done, total: shown.append(done))
    return shown


def test_a_file_arrives_and_nothing_else_is_left(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}) as shelf:
        shown = got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == DATA and shown[-1] == len(DATA)
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_connection_cut_again_and_again_goes_on_where_it_was(tmp_path: Path) -> None:
    """More cuts than tries that may be in vain: each brought something."""
    with serving(files={"/a.zip": DATA}, cut_after=20_000) as shelf:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        asked = shelf.asked
    assert (tmp_path / "a.zip").read_bytes() == DATA
    assert len(asked) == 15 > fetching.MAX_IN_VAIN
    assert asked[0][1] == "" and asked[1][1] == "bytes=20000-" and asked[-1][1] == "bytes=280000-"


def test_a_download_that_was_killed_goes_on_in_the_next_one(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, cut_after=100_000, cuts=1, statuses=[200, 404]) as shelf:
        with pytest.raises(DownloadError, match="404"):
            got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert not (tmp_path / "a.zip").exists() and (tmp_path / "a.zip.part").stat().st_size == 100_000
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert shelf.asked[-1][1] == "bytes=100000-"
    assert (tmp_path / "a.zip").read_bytes() == DATA


def test_a_part_of_another_address_is_not_gone_on_with(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA, "/b/a.zip": DATA[::-1]}, cut_after=9, cuts=1, statuses=[200, 404]) as shelf:
        with pytest.raises(DownloadError):
            got(f"{shelf.url}/b/a.zip", tmp_path / "a.zip")
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == DATA


def test_a_server_that_ignores_ranges_is_read_from_the_start(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, cut_after=100_000, cuts=2, ignores_range=True) as shelf:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == DATA


def test_a_server_that_ignores_ranges_and_always_cuts_is_given_up(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, cut_after=100_000, ignores_range=True) as shelf:
        with pytest.raises(DownloadError, match=r"cut off at 100,000 of 300,000 bytes; given up after 8 tries"):
            got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert len(shelf.asked) <= fetching.MAX_IN_VAIN + 1


def test_a_file_that_changes_between_two_parts_is_not_glued_together(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, cut_after=100_000, cuts=1, changes_after=1) as shelf:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == DATA[::-1]


def test_a_part_longer_than_the_file_now_is_thrown_away(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, cut_after=100_000, cuts=1, statuses=[200, 404]) as shelf:
        with pytest.raises(DownloadError):
            got(f"{shelf.url}/a.zip", tmp_path / "a.zip", 0)
        shelf.files["/a.zip"] = b"short"
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip", 0)
    assert (tmp_path / "a.zip").read_bytes() == b"short"


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}, statuses=[500, 503, 429, 502]) as shelf:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert len(shelf.asked) == 5
    assert (tmp_path / "a.zip").read_bytes() == DATA


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_not_there_is_said_at_once(tmp_path: Path, status: int) -> None:
    with serving(files={"/a.zip": DATA}, statuses=[status] * 9) as shelf:
        with pytest.raises(DownloadError, match=f"answers {status} .*--mirror"):
            got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert len(shelf.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_stays_broken_is_given_up_with_its_answer(tmp_path: Path) -> None:
    with serving(files={}, statuses=[500] * 99) as shelf, pytest.raises(DownloadError, match="answers 500; given up"):
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")


def test_nobody_there_is_given_up(tmp_path: Path) -> None:
    with serving(files={}) as shelf:
        url = shelf.url
    with pytest.raises(DownloadError, match="refused; given up"):
        got(f"{url}/a.zip", tmp_path / "a.zip")


def test_another_size_than_the_official_one_is_refused_before_it_is_transferred(tmp_path: Path) -> None:
    official = pytest.raises(DownloadError, match="has 18 bytes, the official file 300,000")
    with serving(files={"/a.zip": b"<html>sorry</html>"}) as shelf, official:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_another_size_that_nobody_announced_is_refused_at_the_end(tmp_path: Path) -> None:
    official = pytest.raises(DownloadError, match="sent 99 bytes, the official file has 300,000")
    with serving(files={"/a.zip": DATA[:99]}, tells_size=False) as shelf, official:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists() and not (tmp_path / "a.zip.part").exists()


def test_a_file_that_the_disk_cannot_hold_is_not_begun(tmp_path: Path) -> None:
    with serving(files={"/a.zip": DATA}) as shelf:
        with pytest.raises(DownloadError, match="needs 1,000,000,000,000,000,000 bytes more"):
            got(f"{shelf.url}/a.zip", tmp_path / "a.zip", 10**18)
        assert shelf.asked == []


def test_redirects_are_followed_with_their_range(tmp_path: Path) -> None:
    with serving(files={"/new/a.zip": DATA}, redirects={"/a.zip": "/new/a.zip"}, cut_after=200_000, cuts=1) as shelf:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")
        assert shelf.asked[-1] == ("/new/a.zip", "bytes=200000-")
    assert hashlib.sha256((tmp_path / "a.zip").read_bytes()).digest() == hashlib.sha256(DATA).digest()


@pytest.mark.parametrize("place", ["file:///etc/hostname", "ftp://127.0.0.1/a.zip"])
def test_a_redirect_out_of_http_is_not_followed(tmp_path: Path, place: str) -> None:
    refused = pytest.raises(DownloadError, match=r"which is not followed|is not allowed")
    with serving(files={}, redirects={"/a.zip": place}) as shelf, refused:
        got(f"{shelf.url}/a.zip", tmp_path / "a.zip")


def test_an_address_that_is_no_http_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="no http"):
        got("file:///etc/hostname", tmp_path / "a.zip")
