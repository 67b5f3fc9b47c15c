"""Reads a published recipe sample by sample, checked as it is read; one sample is in memory at a time."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from pipeline.exports.refusal import ExportError
from pipeline.publish.close import read_manifest
from pipeline.publish.members import ShardError, read_samples
from pipeline.store.store import Store
from schemas.document import Document
from schemas.manifest import Manifest, Shard, Split

_SAFE = re.compile(r"[A-Za-z0-9%_~+=,@-][A-Za-z0-9%_~+=,@. -]*")
"""One name in a key: nothing that climbs out of a folder, is absolute, or hides."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`jpg` is the whole upright picture as published."""

    split: Split
    document: Document
    jpg: bytes


def published_manifest(store: Store, folder: str) -> Manifest:
    """Raises ExportError when nothing whole is published there."""
    try:
        return read_manifest(store, folder)
    except FileNotFoundError:
        raise ExportError(
            f"{store.root}/{folder}: holds no manifest, so nothing is published there, or not to the end; "
            "run `multigrain publish` first, or name another recipe"
        ) from None
    except ValueError as error:
        raise ExportError(f"{store.root}: {error}") from error


def samples(store: Store, folder: str, manifest: Manifest, splits: Sequence[Split]) -> Iterator[Sample]:
    """In the shards' own order, the splits one after the other. Raises ExportError for damage."""
    for split in splits:
        for shard in manifest.shards:
            if shard.split == split:
                yield from _shard(store, folder, shard)


def _shard(store: Store, folder: str, shard: Shard) -> Iterator[Sample]:
    place, read = f"{folder}/{shard.path}", 0
    try:
        with store.open(place) as file:
            for key, json, jpg in read_samples(file):
                read += 1
                yield Sample(shard.split, _document(place, key, json, jpg), jpg)
    except (ShardError, FileNotFoundError) as error:
        raise _damaged(place, str(error)) from error
    if read != shard.documents:  # a tar cut between two members reads without an error
        raise _damaged(place, f"holds {read} documents, its manifest says {shard.documents}")


def _document(place: str, key: str, json: bytes, jpg: bytes) -> Document:
    try:
        document = Document.model_validate_json(json, strict=True)
    except ValidationError as error:
        raise _damaged(place, f"{key}.json: {error.errors()[0]['msg']}") from error
    if document.key != key or hashlib.sha256(jpg).hexdigest() != document.image.sha256:
        raise _damaged(place, f"{key}: its document and its picture do not belong together")
    if not all(_SAFE.fullmatch(name) for name in key.split("/")):
        raise ExportError(f"{place}: the key {key!r} is no safe file name; nothing is written for it")
    return document


def _damaged(place: str, what: str) -> ExportError:
    return ExportError(f"{place}: {what}; `multigrain verify` says more, publish again to mend it")
