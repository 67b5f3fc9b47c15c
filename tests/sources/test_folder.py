"""Bare images: every picture file found, keyed by its path, whatever it is called."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.imageid import MAX_BYTES, encode_id
from pipeline.sources.source import SourceError
from tests.sources.importing import DATA, Met, imported, source, write_picture


def met(root: Path) -> Met:
    return imported(source(kind="folder", images=str(root)))


def test_pictures_are_found_at_every_depth_and_keyed_by_their_path(tmp_path: Path) -> None:
    for name in ("b.jpg", "a/z.PNG", "a/b/c.v2.jpeg", "ü 猫.webp"):
        write_picture(tmp_path / name)
    assert sorted(met(tmp_path).drafts) == [
        "folder/%C3%BC%20%E7%8C%AB%2Ewebp",
        "folder/a%2Fb%2Fc%2Ev2%2Ejpeg",
        "folder/a%2Fz%2EPNG",
        "folder/b%2Ejpg",
    ]


def test_a_very_long_name_is_hashed(tmp_path: Path) -> None:
    write_picture(tmp_path / ("n" * 200 + ".jpg"))
    (key,) = met(tmp_path).drafts
    assert re.fullmatch(r"folder/[0-9a-f]{64}", key)


@given(st.text(min_size=1, max_size=200))
def test_any_name_becomes_short_ascii_without_dot_or_slash(name: str) -> None:
    try:
        encoded = encode_id(name)
    except UnicodeEncodeError:  # a lone surrogate that no file system gives
        return
    assert re.fullmatch(r"[A-Za-z0-9_~%-]+", encoded) and len(encoded) <= MAX_BYTES


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_names_never_share_an_id(one: str, other: str) -> None:
    try:
        assert (encode_id(one) == encode_id(other)) == (one == other)
    except UnicodeEncodeError:
        return


def test_other_files_are_passed_over_and_broken_pictures_refused(tmp_path: Path) -> None:
    write_picture(tmp_path / "good.jpg")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.png").write_text("no picture")
    found = met(tmp_path)
    assert list(found.drafts) == ["folder/good%2Ejpg"]
    assert (found.rule("folder/empty%2Ejpg"), found.rule("folder/text%2Epng")) == ("empty_file", "unreadable")


def test_links_out_of_the_folder_are_refused_and_linked_folders_not_entered(tmp_path: Path) -> None:
    write_picture(tmp_path / "outside" / "secret.jpg")
    root = tmp_path / "root"
    write_picture(root / "a.jpg")
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "link.jpg").symlink_to(tmp_path / "outside" / "secret.jpg")
    (root / "dangling.jpg").symlink_to(root / "gone.jpg")
    (root / "inside.jpg").symlink_to(root / "a.jpg")
    found = met(root)
    assert sorted(found.drafts) == ["folder/a%2Ejpg", "folder/inside%2Ejpg"]
    assert {key: found.rule(key) for key in found.refused} == {
        "folder/link%2Ejpg": "unsafe_path",
        "folder/dangling%2Ejpg": "missing_image",
    }


def test_a_name_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.jpg")
    try:
        os.rename(tmp_path / "a.jpg", os.fsencode(tmp_path) + b"/\xff.jpg")  # noqa: PTH104 - bytes
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert met(tmp_path).rule("folder/%FF%2Ejpg") == "name_not_utf8"


def test_a_folder_without_pictures_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no picture")
    with pytest.raises(SourceError, match=r"no file in .* ends in one of \.avif"):
        met(tmp_path)
    with pytest.raises(SourceError, match="is no folder"):
        met(tmp_path / "gone")


def test_the_digest_sees_a_changed_picture_and_not_the_place(tmp_path: Path) -> None:
    def digest(root: Path) -> str:
        return source(kind="folder", images=str(root)).digest()

    write_picture(tmp_path / "one" / "a.jpg")
    before = digest(tmp_path / "one")
    (tmp_path / "one").rename(tmp_path / "two")
    assert digest(tmp_path / "two") == before
    write_picture(tmp_path / "two" / "a.jpg", (44, 30))
    assert digest(tmp_path / "two") != before


def test_reading_a_locator_never_leaves_the_root(tmp_path: Path) -> None:
    from dataclasses import replace

    write_picture(tmp_path / "secret.jpg")
    write_picture(tmp_path / "root" / "a.jpg")
    one = source(kind="folder", images=str(tmp_path / "root"))
    locator = imported(one).only().locator
    assert one.read(locator) == (tmp_path / "root" / "a.jpg").read_bytes()
    for path in ("../secret.jpg", str(tmp_path / "secret.jpg"), "a/../../secret.jpg"):
        with pytest.raises(PermissionError, match="secret"):
            one.read(replace(locator, path=path))
    with pytest.raises(FileNotFoundError, match=r"gone\.jpg"):
        one.read(replace(locator, path="gone.jpg"))


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "kept", "refused"), [("nasty", 26, 13), ("unlabelled", 11, 0)])
def test_the_real_folders_are_read(folder: str, kept: int, refused: int) -> None:
    if not (DATA / folder).exists():
        pytest.skip(f"needs the real pictures in ../shared/data/{folder}")
    found = met(DATA / folder)
    assert (len(found.drafts), len(found.refused)) == (kept, refused)
