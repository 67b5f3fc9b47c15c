"""WebDataset tars: samples put together, pictures read in place, damage named, doubles and halves counted."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.source import SourceError
from pipeline.sources.webdataset.shards import find_shards
from tests.pixels.pictures import as_bytes, picture
from tests.sources.importing import Met, imported, rules, source

JPG = as_bytes(picture())


def write_tar(path: Path, members: list[tuple[str, bytes | str]], **settings: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w", **settings) as tar:
        for name, data in members:
            body = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return path


def met(shards: Path | str, **settings: Any) -> Met:
    return imported(source(kind="webdataset", shards=str(shards), **settings))


def test_a_sample_brings_its_picture_caption_and_licence(tmp_path: Path) -> None:
    info = {"caption": "ignored", "url": "http://x/y.jpg", "license": "cc-by", "width": 999, "status": "success"}
    tar = write_tar(
        tmp_path / "00000.tar",
        [("000000007.jpg", JPG), ("000000007.json", json.dumps(info)), ("000000007.txt", " A\n dog. ")],
    )
    draft = met(tar).only()
    assert draft.record.key == "webdataset/000000007"
    assert [one.text for one in draft.record.given.captions] == ["A dog."]
    assert draft.record.image.license == "cc-by"
    assert draft.locator.path == "00000.tar"
    assert tar.read_bytes()[draft.locator.offset :][: draft.locator.length] == JPG


def test_without_text_the_caption_comes_from_the_json_under_the_key_of_the_spec(tmp_path: Path) -> None:
    tar = write_tar(tmp_path / "a.tar", [("1.jpg", JPG), ("1.json", '{"caption": "one", "alt": "two"}')])
    assert met(tar).only().record.given.captions[0].text == "one"
    assert met(tar, caption="alt").only().record.given.captions[0].text == "two"
    assert met(tar, caption="none").only().record.given.captions == ()


def test_png_and_webp_pictures_and_long_names_are_read(tmp_path: Path) -> None:
    long = "deep/" * 40 + "name"
    tar = write_tar(
        tmp_path / "a.tar",
        [("x/1.png", as_bytes(picture(), "PNG")), ("v1.0/2.WEBP", as_bytes(picture(), "WEBP")), (f"{long}.jpg", JPG)],
    )
    keys = sorted(met(tar).drafts)
    assert keys[1:] == ["webdataset/v1%2E0%2F2", "webdataset/x%2F1"] and len(keys[0]) == len("webdataset/") + 64


def test_half_samples_are_refused_and_foreign_members_passed_over(tmp_path: Path) -> None:
    tar = write_tar(
        tmp_path / "a.tar",
        [
            ("1.json", '{"status": "failed_to_download"}'),
            ("2.jpg", JPG),
            ("2.npy", b"array"),
            ("README", "text"),
            ("3.jpg", JPG),
            ("3.png", as_bytes(picture(), "PNG")),
            ("4.jpg", JPG[:50]),
            ("5.jpg", JPG),
            ("5.json", "{"),
            ("6.jpg", JPG),
            ("6.jpg", JPG),
        ],
    )
    found = met(tar)
    assert list(found.drafts) == ["webdataset/2"]
    assert {key[-1]: found.rule(key) for key in found.refused} == {
        "1": "no_image",
        "3": "many_images",
        "4": "truncated",
        "5": "bad_json",
        "6": "duplicate_member",
    }
    assert "failed_to_download" in found.refused["webdataset/1"].why.detail


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ([("1.txt", b"\xff\xfe")], "not_utf8"),
        ([("1.txt", " ")], "empty"),
        ([("1.txt", "x" * 1_100_000)], "too_long"),
        ([("1.json", '{"caption": 5}')], "bad_shape"),
    ],
)
def test_an_unusable_caption_is_dropped_and_counted(
    tmp_path: Path, members: list[tuple[str, bytes | str]], rule: str
) -> None:
    draft = met(write_tar(tmp_path / "a.tar", [("1.jpg", JPG), *members])).only()
    assert rules(draft) == [("caption", rule)] and draft.made == {"caption": 1}


def test_of_samples_with_one_key_the_first_is_kept_and_the_others_are_refused(tmp_path: Path) -> None:
    write_tar(tmp_path / "0.tar", [("1.jpg", JPG), ("1.txt", "first"), ("2.jpg", JPG), ("1.txt", "again")])
    write_tar(tmp_path / "1.tar", [("1.jpg", JPG), ("1.txt", "second"), ("3.jpg", JPG)])
    found = met(tmp_path / "*.tar")
    assert sorted(found.drafts) == ["webdataset/1", "webdataset/2", "webdataset/3"]
    assert found.drafts["webdataset/1"].record.given.captions[0].text == "first"
    assert [refused.why.rule for refused in found.refused.values()] == ["duplicate_id"] * 2


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_cut_off_anywhere_is_an_error_that_names_it(tmp_path: Path, format: int) -> None:
    names = [f"{n}.{ext}" for n in range(3) for ext in ("jpg", "txt")]
    tar = write_tar(
        tmp_path / "a.tar", [(name, JPG if name.endswith("jpg") else name) for name in names], format=format
    )
    data = tar.read_bytes()
    end = len(data.rstrip(b"\0"))
    for cut in range(0, end, 256):  # on member boundaries, within headers and within data
        tar.write_bytes(data[:cut])
        with pytest.raises(SourceError, match=r"a\.tar: .*again"):
            met(tar)


def test_a_damaged_header_in_the_middle_is_an_error(tmp_path: Path) -> None:
    tar = write_tar(tmp_path / "a.tar", [("1.txt", "one"), ("2.txt", "two")])
    data = bytearray(tar.read_bytes())
    data[1024:1034] = b"xxxxxxxxxx"
    tar.write_bytes(data)
    with pytest.raises(SourceError, match="damaged header at byte 1024"):
        met(tar)


def test_a_compressed_tar_is_an_error(tmp_path: Path) -> None:
    import gzip

    tar = write_tar(tmp_path / "a.tar", [("1.jpg", JPG)])
    (tmp_path / "b.tar").write_bytes(gzip.compress(tar.read_bytes()))
    with pytest.raises(SourceError, match="no whole, uncompressed tar"):
        met(tmp_path / "b.tar")


def test_patterns_mean_tars_in_order_and_a_hole_in_a_range_is_an_error(tmp_path: Path) -> None:
    for number in (0, 1, 2, 10):
        write_tar(tmp_path / f"{number:03d}.tar", [])
    assert [path.name for path in find_shards(f"{tmp_path}/*.tar")] == ["000.tar", "001.tar", "002.tar", "010.tar"]
    assert [path.name for path in find_shards(f"{tmp_path}/{{000..002}}.tar")] == ["000.tar", "001.tar", "002.tar"]
    assert [path.name for path in find_shards(f"{tmp_path}/010.tar")] == ["010.tar"]
    with pytest.raises(SourceError, match=r"003\.tar"):
        find_shards(f"{tmp_path}/{{000..003}}.tar")
    with pytest.raises(SourceError, match=r"x\*\.tar"):
        find_shards(f"{tmp_path}/x*.tar")
    with pytest.raises(SourceError, match="no folder"):
        find_shards(f"{tmp_path}/gone/*.tar")


def test_the_digest_follows_the_tars(tmp_path: Path) -> None:
    tar = write_tar(tmp_path / "a.tar", [("1.jpg", JPG)])
    one = source(kind="webdataset", shards=str(tar))
    before = one.digest()
    assert one.digest() == before
    write_tar(tar, [("1.jpg", JPG), ("1.txt", "x" * 20_000)])
    assert one.digest() != before


def test_a_tar_that_shrank_after_the_import_is_an_error_on_reading(tmp_path: Path) -> None:
    tar = write_tar(tmp_path / "a.tar", [("1.jpg", JPG)])
    one = source(kind="webdataset", shards=str(tar))
    locator = imported(one).only().locator
    tar.write_bytes(tar.read_bytes()[:700])
    with pytest.raises(OSError, match="ends before byte"):
        one.read(locator)
