"""croissant.json is what the specification asks for, says what is in the folder, and MLCommons' library loads it."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from .press import Press, make_spec, record


def metadata(press: Press) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(press.files()["croissant.json"])
    return body


def nodes(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        yield body
        for value in body.values():
            yield from nodes(value)
    elif isinstance(body, list):
        for value in body:
            yield from nodes(value)


def test_every_shard_is_named_with_its_size_and_hash(published: Press) -> None:
    files = published.files()
    shards = {one["contentUrl"]: one for one in metadata(published)["distribution"] if one["@type"] == "cr:FileObject"}
    assert set(shards) == {name for name in files if name.endswith(".tar")}
    for name, shard in shards.items():
        assert shard["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert shard["contentSize"] == f"{len(files[name])} B"


def test_the_specifications_rules_hold(published: Press) -> None:
    """Required properties, ids said once, references that lead somewhere (section `Dataset-level Information` ff.)."""
    body = metadata(published)
    assert {"@context", "@type", "conformsTo", "name", "description", "license", "distribution"} <= set(body)
    assert body["@type"] == "sc:Dataset" and body["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    typed = [node for node in nodes(body) if "@type" in node and node is not body and "@id" in node and "name" in node]
    ids = [node["@id"] for node in typed]
    assert len(ids) == len(set(ids))
    pointers = [node["@id"] for node in nodes(body) if set(node) == {"@id"}]
    assert set(pointers) <= set(ids) and pointers
    assert body["license"] == ["CC BY 4.0", "not known"]


def test_nothing_published_is_metadata_of_nothing(press: Press) -> None:
    press.hold([])
    press.publish([[]], make_spec())
    assert metadata(press)["distribution"] == metadata(press)["recordSet"] == []


def test_a_changed_file_is_found_by_verify(published: Press) -> None:
    from pipeline.publish.verify_shards import verify_shards

    (published.folder / "croissant.json").write_text("{}")
    (fault,) = verify_shards(published.store, "shards")
    assert fault.place == "shards/croissant.json" and "not the one that was published" in fault.what


LOAD = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(sys.argv[1])
errors = [str(error) for error in dataset.metadata.ctx.issues.errors]
documents, pictures = {}, {}
for split in ("train", "val"):
    for row in dataset.records(f"{split}-documents"):
        documents[row[f"{split}-documents/key"].decode()] = json.loads(row[f"{split}-documents/document"])
    for row in dataset.records(f"{split}-pictures"):
        pictures[row[f"{split}-pictures/key"].decode()] = row[f"{split}-pictures/picture"].size
print(json.dumps([errors, documents, pictures]))
"""


def test_mlcommons_own_library_finds_no_error_and_loads_documents_and_pictures(published: Press) -> None:
    """In a process of its own: it reads where its cache lies when it is imported."""
    if find_spec("mlcroissant") is None:
        pytest.skip("mlcroissant is not installed: uv pip install -c constraints.txt -e '.[dev]'")
    env = os.environ | {"CROISSANT_CACHE": str(published.root / "cache")}
    command = [sys.executable, "-c", LOAD, str(published.folder / "croissant.json")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    errors, documents, pictures = json.loads(done.stdout)
    assert errors == [] and set(documents) == set(pictures) == {record(number).key for number in range(30)}
    assert all(document["key"] == key for key, document in documents.items())
    assert {tuple(size) for size in pictures.values()} == {(96, 64)}
