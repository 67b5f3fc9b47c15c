"""Published folders as the trainer finds them: the manifest, and each shard's samples by their place in the tar."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.training.refusal import TrainingSpecError, TrainingStoppedError
from schemas.document import Document
from schemas.manifest import Manifest, Shard

SCHEMA_VERSION = 1


class DamagedShardError(TrainingStoppedError):
    """A shard that is not what its manifest says; the message names it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Bytes within a shard's tar."""

    offset: int
    size: int

    def read(self, shard: Path) -> bytes:
        with shard.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


@dataclass(frozen=True, slots=True)
class Member:
    """One sample of a shard: where its document and its picture lie."""

    key: str
    document: Place
    picture: Place


def read_manifest(folder: str) -> Manifest:
    """Raises TrainingSpecError when the folder is not one published recipe of this schema version."""
    if "://" in folder:
        raise TrainingSpecError(f"data: {folder!r}: shards are read from local disks; copy the folder here first")
    path = Path(folder, "manifest.json")
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise TrainingSpecError(
            f"data: {folder!r} holds no manifest.json, so nothing is published there, or not to the end; "
            "name the folder of one recipe, for example runs/demo/shards/grounding"
        ) from None
    except ValueError as error:
        raise TrainingSpecError(f"data: {path}: is no JSON: {error}; publish again") from error
    version = body.get("schema_version") if isinstance(body, dict) else None
    if version != SCHEMA_VERSION:
        raise TrainingSpecError(
            f"data: {path}: schema_version {version!r}, this trainer reads {SCHEMA_VERSION}; publish again"
        )
    try:
        return Manifest.model_validate(body)
    except ValidationError as error:
        fault = error.errors()[0]
        raise TrainingSpecError(f"data: {path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error


def check_bytes(folder: str, shard: Shard) -> None:
    """Raises DamagedShardError where length or hash are not the manifest's."""
    path, digest = Path(folder, shard.path), hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except FileNotFoundError:
        raise DamagedShardError(f"{path}: is not there, but the manifest names it") from None
    if digest.hexdigest() != shard.sha256:
        raise DamagedShardError(f"{path}: its bytes are not those the manifest names (sha256)")


def members(path: Path) -> Iterator[Member]:
    """In the tar's order. Raises DamagedShardError."""
    try:
        with tarfile.open(path, "r:") as tar:
            found = iter(tar)
            for document in found:
                picture = next(found, None)
                key = document.name.removesuffix(".json")
                if picture is None or (document.name, picture.name) != (f"{key}.json", f"{key}.jpg"):
                    raise DamagedShardError(f"{path}: {document.name!r} is no KEY.json followed by KEY.jpg")
                yield Member(key, _place(document), _place(picture))
    except tarfile.TarError as error:
        raise DamagedShardError(f"{path}: is no readable tar: {error}") from error


def _place(member: tarfile.TarInfo) -> Place:
    return Place(member.offset_data, member.size)


def read_document(shard: Path, place: Place) -> Document:
    """Raises DamagedShardError."""
    try:
        return Document.model_validate_json(place.read(shard))
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise DamagedShardError(f"{shard}: a document does not fit the schema: {where}: {fault['msg']}") from error
