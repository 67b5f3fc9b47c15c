"""What lies in the folder: members, order, cuts, split, and the same bytes whatever the way there."""

import hashlib
import io
import json
import tarfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.publish.order import order_of, split_of
from pipeline.publish.sample import PictureChangedError
from pipeline.publish.verify_shards import verify_shards
from schemas.document import Document
from schemas.record import Record

from .press import Press, make_spec, picture, record


def members(path: Path) -> list[tarfile.TarInfo]:
    with tarfile.open(path) as tar:
        return tar.getmembers()


def test_every_sample_is_a_json_and_a_jpg_without_clock_or_owner(published: Press) -> None:
    for shard in published.folder.glob("*.tar"):
        found = members(shard)
        assert [m.name.rsplit(".", 1)[1] for m in found] == ["json", "jpg"] * (len(found) // 2)
        assert {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in found} == {(0, 0, 0, "", "", 0o644)}
        assert not any(m.pax_headers for m in found)


def test_our_tar_is_the_one_tarfile_would_write(published: Press) -> None:
    shard = published.folder / "train-00000.tar"
    again = io.BytesIO()
    with tarfile.open(shard) as tar, tarfile.open(fileobj=again, mode="w", format=tarfile.USTAR_FORMAT) as copy:
        for member in tar:
            copy.addfile(member, tar.extractfile(member))
    assert shard.read_bytes() == again.getvalue()


def test_documents_lie_in_the_order_of_their_hash_and_all_are_there(published: Press, records: list[Record]) -> None:
    for split in ("train", "val"):
        keys = [
            member.name.removesuffix(".json")
            for shard in sorted(published.folder.glob(f"{split}-*.tar"))
            for member in members(shard)
            if member.name.endswith(".json")
        ]
        expected = [r.key for r in records if split_of(0, r.identity, 0.2) == split]
        assert keys == sorted(expected, key=lambda key: order_of(0, key))
        assert keys


def test_the_manifest_says_what_lies_there(published: Press) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text())
    assert manifest["totals"]["documents"] == 30
    for shard in manifest["shards"]:
        data = (published.folder / shard["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (shard["bytes"], shard["sha256"])
        assert len(members(published.folder / shard["path"])) == 2 * shard["documents"]


def test_no_shard_passes_max_documents_and_groups_are_full(published: Press) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text())
    train = [s["documents"] for s in manifest["shards"] if s["split"] == "train"]
    assert all(count == 8 for count in train[:-1])
    assert 0 < train[-1] <= 8


def test_a_group_that_passes_max_bytes_opens_further_parts(press: Press, records: list[Record]) -> None:
    press.hold(records)
    manifest = press.publish([records], make_spec(max_documents=30, max_bytes=40_960, val=0))
    assert len(manifest.shards) > 1
    assert max(s.bytes for s in manifest.shards) <= 40_960
    assert sum(s.documents for s in manifest.shards) == 30
    assert [s.path for s in manifest.shards] == [f"train-{n:05d}.tar" for n in range(len(manifest.shards))]


def test_a_sample_larger_than_max_bytes_gets_a_shard_of_its_own(press: Press, records: list[Record]) -> None:
    press.hold(records)
    manifest = press.publish([records[:3]], make_spec(max_bytes=1, val=0))
    assert [s.documents for s in manifest.shards] == [1, 1, 1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_neither_buckets_nor_the_order_of_rows_change_a_byte(
    data: st.DataObject, published: Press, tmp_path: Path
) -> None:
    numbers = data.draw(st.permutations(range(30)))
    cuts = sorted(data.draw(st.lists(st.integers(0, 30), max_size=4)))
    edges = [0, *cuts, 30]
    buckets = [[record(n) for n in numbers[a:b]] for a, b in pairwise(edges)]
    other = Press(tmp_path / "other")
    other.hold([record(n) for n in range(30)])
    other.publish(buckets, make_spec())
    assert other.files() == published.files()


def test_one_picture_under_two_keys_lands_in_one_split(press: Press) -> None:
    twins = [record(n, identity=f"coco:{n // 2}") for n in range(60)]
    press.hold(twins)
    press.publish([twins], make_spec(val=0.4))
    split_of_identity: dict[str, set[str]] = {}
    for shard in press.folder.glob("*.tar"):
        with tarfile.open(shard) as tar:
            for member in tar.getmembers()[::2]:
                document = json.load(tar.extractfile(member) or io.BytesIO())
                split_of_identity.setdefault(document["image"]["identity"], set()).add(shard.name.split("-")[0])
    assert len(split_of_identity) == 30
    assert {len(splits) for splits in split_of_identity.values()} == {1}
    assert {next(iter(splits)) for splits in split_of_identity.values()} == {"train", "val"}


def test_another_seed_is_another_order(press: Press, published: Press, records: list[Record], tmp_path: Path) -> None:
    other = Press(tmp_path / "other")
    other.hold(records)
    other.publish([records], make_spec(seed=1))
    assert other.files()["train-00000.tar"] != published.files()["train-00000.tar"]


def test_a_jpeg_is_published_byte_for_byte_and_a_png_is_encoded_once(press: Press) -> None:
    drawn = [record(1), record(2, kind="PNG")]
    press.pictures = {drawn[0].key: picture(1), drawn[1].key: picture(2, "PNG")}
    press.publish([drawn], make_spec(val=0))
    with tarfile.open(press.folder / "train-00000.tar") as tar:
        found = {m.name: (tar.extractfile(m) or io.BytesIO()).read() for m in tar.getmembers()}
    assert found[f"{drawn[0].key}.jpg"] == picture(1)
    document = Document.model_validate_json(found[f"{drawn[1].key}.json"])
    jpg = found[f"{drawn[1].key}.jpg"]
    assert jpg[:2] == b"\xff\xd8"
    assert document.image.sha256 == hashlib.sha256(jpg).hexdigest()
    assert document.image.source_sha256 == hashlib.sha256(picture(2, "PNG")).hexdigest()
    assert list(verify_shards(press.store, "shards")) == []


def test_a_picture_that_changed_since_import_is_named_and_leaves_nothing(press: Press, records: list[Record]) -> None:
    press.hold(records)
    press.pictures[records[3].key] += b"\0"
    with pytest.raises(PictureChangedError, match=records[3].key):
        press.publish([records], make_spec())
    assert not press.folder.exists()
    assert list((press.root / "scratch").iterdir()) == []


def test_a_key_that_comes_twice_is_refused(press: Press, records: list[Record]) -> None:
    press.hold(records)
    with pytest.raises(ValueError, match=records[5].key):
        press.publish([records, [records[5]]], make_spec(max_documents=100))
