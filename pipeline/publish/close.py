"""Step 4, in the driver: parts get their numbers and places, then the card, and last of all the manifest."""

import hashlib
import re
from collections.abc import Sequence

from pydantic import ValidationError

from pipeline.publish.bucket import Composed
from pipeline.publish.card import CardFacts, write_card
from pipeline.publish.card_words import card_words
from pipeline.publish.croissant import CROISSANT, write_croissant
from pipeline.publish.cut import SPLITS
from pipeline.publish.group import StagedPart
from pipeline.publish.recipes import ReadyRecipe
from pipeline.store.damage import DamagedError
from pipeline.store.store import Store
from schemas.job import PublishSpec
from schemas.manifest import Manifest, Shard, Totals

MANIFEST, CARD = "manifest.json", "README.md"
SHARD_NAME = re.compile(r"(train|val)-\d{5,}\.tar")
_CHUNK = 1 << 22


def close(
    store: Store,
    folder: str,
    ready: ReadyRecipe,
    publish: PublishSpec,
    composed: Composed,
    parts: Sequence[StagedPart],
    facts: CardFacts,
) -> Manifest:
    """Publishes into `folder`. Where exactly this is published already, nothing is written.

    Otherwise the old manifest goes first and the new one comes last: whoever sees a manifest sees all it names. With no
    document at all there is a manifest of no shards and a card that says why. Done again after a kill it finishes.
    """
    ordered = sorted(parts, key=lambda part: (part.split, part.group, part.part))
    shards = _number(ordered)
    blank = _manifest(ready, publish, composed, shards)
    about = ready.recipe.body.about.strip()
    beside = {
        CARD: write_card(ready, blank, composed, facts),
        CROISSANT: write_croissant(facts.title, about, blank, composed, card_words()),
    }
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in beside.items()}
    sealing = {"card_sha256": digests[CARD], "croissant_sha256": digests[CROISSANT]}
    manifest = blank.model_copy(update=sealing).sealed()
    if _is_published(store, folder, manifest):
        for part in ordered:
            store.delete(part.path)
        return manifest
    store.delete(f"{folder}/{MANIFEST}")
    named = {shard.path for shard in shards}
    for name in store.names(folder):
        if SHARD_NAME.fullmatch(name) and name not in named:
            store.delete(f"{folder}/{name}")
    for part, shard in zip(ordered, shards, strict=True):
        _place(store, part, f"{folder}/{shard.path}")
    for name, data in beside.items():
        store.write(f"{folder}/{name}", data)
    store.write(f"{folder}/{MANIFEST}", manifest.to_bytes())
    return manifest


def _number(ordered: Sequence[StagedPart]) -> tuple[Shard, ...]:
    """Numbers count up from 0 within each split."""
    found: list[Shard] = []
    for split in SPLITS:
        found.extend(
            Shard(
                path=f"{split}-{number:05d}.tar",
                split=split,
                documents=part.documents,
                bytes=part.bytes,
                sha256=part.sha256,
            )
            for number, part in enumerate(p for p in ordered if p.split == split)
        )
    return tuple(found)


def _manifest(ready: ReadyRecipe, publish: PublishSpec, composed: Composed, shards: Sequence[Shard]) -> Manifest:
    return Manifest(
        recipe=ready.recipe.name,
        recipe_digest=ready.recipe.digest,
        template=ready.template.name if ready.template else "",
        template_digest=ready.template.digest if ready.template else "",
        seed=publish.seed,
        val=publish.split.val,
        max_documents=publish.shard.max_documents,
        max_bytes=publish.shard.max_bytes,
        totals=totals(shards),
        splits={split: totals([s for s in shards if s.split == split]) for split in SPLITS},
        unpublished=dict(composed.unpublished),
        shards=tuple(shards),
    )


def totals(shards: Sequence[Shard]) -> Totals:
    return Totals(shards=len(shards), documents=sum(s.documents for s in shards), bytes=sum(s.bytes for s in shards))


def _is_published(store: Store, folder: str, manifest: Manifest) -> bool:
    """Bytes are compared, not only names: a damaged shard is published anew."""
    try:
        if store.read(f"{folder}/{MANIFEST}") != manifest.to_bytes():
            return False
        if any(file_sha256(store, f"{folder}/{name}") != sha256 for name, sha256 in beside_of(manifest).items()):
            return False
        names = {name for name in store.names(folder) if SHARD_NAME.fullmatch(name)}
        if names != {shard.path for shard in manifest.shards}:
            return False
        return all(file_sha256(store, f"{folder}/{shard.path}") == shard.sha256 for shard in manifest.shards)
    except FileNotFoundError:
        return False


def beside_of(manifest: Manifest) -> dict[str, str]:
    """The files beside the shards, with their sha256."""
    found = {CARD: manifest.card_sha256, CROISSANT: manifest.croissant_sha256}
    return {name: sha256 for name, sha256 in found.items() if sha256}


def _place(store: Store, part: StagedPart, target: str) -> None:
    """Moves it; one that a killed attempt moved already is in its place. Raises FileNotFoundError."""
    if store.exists(part.path):
        store.move(part.path, target)
    elif file_sha256(store, target) != part.sha256:
        raise FileNotFoundError(f"{part.path} is gone and {target} is not it; publish again from the start")


def file_sha256(store: Store, path: str) -> str:
    """Raises FileNotFoundError."""
    sha = hashlib.sha256()
    with store.open(path) as file:
        while chunk := file.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()


def read_manifest(store: Store, folder: str) -> Manifest:
    """Raises FileNotFoundError when the folder is not published, DamagedError."""
    path = f"{folder}/{MANIFEST}"
    data = store.read(path)
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise DamagedError(path, f"is no manifest: {error.errors()[0]['msg']}") from error
    if manifest.to_bytes() != data or manifest.sealed() != manifest:
        raise DamagedError(path, "its content does not match its digest; publish again")
    return manifest
