"""Verification: sound folders pass, and every kind of damage is found and named."""

import hashlib
import json
import random
import tarfile
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.publish.verify_document import verify_document
from pipeline.publish.verify_shards import Fault, verify_shards
from schemas.document import Document

from .press import Press, make_spec


def faults(press: Press) -> list[Fault]:
    return list(verify_shards(press.store, "shards"))


def test_a_sound_folder_has_no_fault(published: Press) -> None:
    assert faults(published) == []


@pytest.mark.parametrize("seed", range(40))
def test_one_flipped_bit_anywhere_is_found_and_its_file_is_named(published: Press, seed: int) -> None:
    pick = random.Random(f"flip/{seed}")
    name = pick.choice(sorted(published.files()))
    data = bytearray(published.files()[name])
    data[pick.randrange(len(data))] ^= 1 << pick.randrange(8)
    (published.folder / name).write_bytes(data)
    assert {fault.place for fault in faults(published)} == {f"shards/{name}"}


def test_a_flipped_bit_in_a_picture_names_the_picture(published: Press) -> None:
    shard = published.folder / "train-00000.tar"
    with tarfile.open(shard) as tar:
        member = tar.getmembers()[3]
    data = bytearray(shard.read_bytes())
    data[member.offset_data + 100] ^= 4
    shard.write_bytes(data)
    assert any(f.what.startswith(f"{member.name}: its sha256") for f in faults(published))


def test_a_shard_cut_on_a_member_boundary_is_found(published: Press) -> None:
    shard = published.folder / "train-00000.tar"
    with tarfile.open(shard) as tar:
        end = tar.getmembers()[4].offset
    shard.write_bytes(shard.read_bytes()[:end] + bytes(1024))
    what = [f.what for f in faults(published)]
    assert "holds 2 whole documents, the manifest says 8" in what


def test_missing_surplus_and_unfinished_are_told_apart(published: Press) -> None:
    (published.folder / "train-00001.tar").rename(published.folder / "val-00009.tar")
    assert {(f.place.split("/")[1], f.what.split(";")[0]) for f in faults(published)} == {
        ("train-00001.tar", "is in the manifest but not there"),
        ("val-00009.tar", "is there but not in the manifest"),
    }
    (published.folder / "manifest.json").unlink()
    assert [f.place for f in faults(published)] == ["shards/manifest.json"]


def document_of(press: Press) -> dict[str, Any]:
    with tarfile.open(press.folder / "train-00000.tar") as tar:
        file = tar.extractfile(tar.getmembers()[0])
        assert file is not None
        found: dict[str, Any] = json.load(file)
    return found


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Sets the value at a dotted path."""

    def change(body: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in way:
            body = body[step]
        body[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("image.sha256", "", "image.sha256"),
        ("image.identity", "", "image.identity"),
        ("image.width", 0, "image:"),
        ("view", [0.0, 0.0, 97.0, 64.0], "view"),
        ("regions.1.box", [4.0, 6.0, 24.5, 64.01], "regions[1].box"),
        ("regions.1.box", [24.5, 6.0, 24.5, 30.0], "regions[1].box"),
        ("regions.3.phrase", "", "regions[3]"),
        ("regions.1.origin", "", "regions[1]"),
        ("object_images.0.region", 4, "object_images[0].region"),
        ("object_images.0.region", 0, "object_images[0].region"),
        ("captions.0.by.stage", "", "captions[0].by"),
        ("labels.0.by.backend", "", "labels[0].by"),
        ("labels.0.described_by.stage", "", "labels[0].described_by"),
        ("segments.0.by.stage", "", "segments[0].by"),
        ("segments.2.about", [4], "segments[2]"),
        ("segments.1.text", "", "segments[1].text"),
        ("segments", [], "segments"),
        ("key", "", "key"),
    ],
)
def test_a_document_with_a_wrong_value_is_named_by_its_place(
    published: Press, path: str, value: object, named: str
) -> None:
    body = document_of(published)
    assert verify_document(Document.model_validate(body)) == []
    put(path, value)(body)
    what = verify_document(Document.model_validate(body))
    assert what
    assert what[0].startswith(named)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("relations.0.subject", 9, "relations[0].subject"),
        ("relations.0.predicate", "", "relations[0]"),
        ("relations.0.by.stage", "", "relations[0].by"),
        ("conversations.0.turns.0.role", "assistant", "conversations[0]"),
        ("conversations.0.turns.0.parts", [], "conversations[0].turns[0]"),
        ("conversations.0.turns.1.parts.0.region", 9, "conversations[0].turns[1].parts[0]"),
        ("conversations.0.turns.0.parts.2.object_image", 1, "conversations[0].turns[0].parts[2]"),
        ("view", [0.0, 0.0, 90.0, 64.0], "regions[0].box"),
    ],
)
def test_a_conversation_with_a_wrong_value_is_named_by_its_place(
    press: Press, records: list[Any], path: str, value: object, named: str
) -> None:

    press.hold(records)
    press.publish([records[:1]], make_spec(val=0), "grounding")
    body = document_of(press)
    assert verify_document(Document.model_validate(body)) == []
    put(path, value)(body)
    assert verify_document(Document.model_validate(body))[0].startswith(named)


def test_the_digest_of_a_manifest_covers_all_of_it(published: Press) -> None:
    path = published.folder / "manifest.json"
    body = json.loads(path.read_text())
    assert body["card_sha256"] == hashlib.sha256((published.folder / "README.md").read_bytes()).hexdigest()
    body["seed"] = 1
    path.write_text(json.dumps(body, indent=1) + "\n")
    assert "does not match its digest" in faults(published)[0].what
