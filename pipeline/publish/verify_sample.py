"""Rechecks one sample: its JSON against the schema, its document against itself, its picture against the document."""

import hashlib
from collections.abc import Iterator

from pydantic import ValidationError

from pipeline.pixels.picture import ImageError, upright_size
from pipeline.publish.order import split_of
from pipeline.publish.verify_document import verify_document
from schemas.document import Document
from schemas.manifest import Manifest, Shard


def verify_sample(key: str, json: bytes, jpg: bytes, manifest: Manifest, shard: Shard) -> Iterator[str]:
    """What is wrong, each beginning with the member it is wrong in."""
    try:
        document = Document.model_validate_json(json, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        yield f"{key}.json: {place or 'as a whole'}: {first['msg']}"
        return
    yield from (f"{key}.json: {what}" for what in verify_document(document))
    yield from (f"{key}.json: {what}" for what in _belongs(key, document, manifest, shard))
    yield from (f"{key}.jpg: {what}" for what in _picture(document, jpg))


def _belongs(key: str, document: Document, manifest: Manifest, shard: Shard) -> Iterator[str]:
    if document.key != key:
        yield f"key: is {document.key!r}, the member's is {key!r}"
    if (document.recipe, document.template) != (manifest.recipe, manifest.template):
        yield f"recipe: {document.recipe!r} with template {document.template!r} is not the manifest's"
    split = split_of(manifest.seed, document.image.identity, manifest.val)
    if split != shard.split:
        yield f"image.identity: {document.image.identity!r} belongs to {split}, not {shard.split}"


def _picture(document: Document, jpg: bytes) -> Iterator[str]:
    met = hashlib.sha256(jpg).hexdigest()
    if met != document.image.sha256:
        yield f"its sha256 is {met}, the document says {document.image.sha256}"
        return
    try:
        size = upright_size(jpg)
    except ImageError as error:
        yield f"does not decode: {error.rule} {error.detail}"
        return
    if size != (document.image.width, document.image.height):
        yield f"is {size[0]}x{size[1]}, the document says {document.image.width}x{document.image.height}"
