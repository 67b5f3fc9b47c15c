"""The manifest of one published recipe: every shard with its hash. Written last; who sees it sees a whole dataset."""

import hashlib
from typing import Literal

from pydantic import Field

from schemas.model import Model

Split = Literal["train", "val"]


class Shard(Model):
    path: str = Field(description="file name beside the manifest")
    split: Split
    documents: int
    bytes: int
    sha256: str


class Totals(Model):
    shards: int
    documents: int
    bytes: int


class Manifest(Model):
    """A pure function of inputs, recipe and answers. `digest` is over the manifest's own bytes with digest empty."""

    schema_version: Literal[1] = 1
    recipe: str = Field(description="name@version")
    recipe_digest: str
    template: str = Field(description="name@version; empty for conversations only")
    template_digest: str
    seed: int
    val: float
    max_documents: int
    max_bytes: int
    totals: Totals
    splits: dict[Split, Totals]
    unpublished: dict[str, int] = Field(description="annotated records this recipe could not use, by rule")
    shards: tuple[Shard, ...]
    card_sha256: str = Field("", description="of README.md")
    croissant_sha256: str = Field("", description="of croissant.json; left out where it was published without one")
    digest: str = ""

    def to_bytes(self) -> bytes:
        """Canonical JSON: the only bytes a manifest of this content can have."""
        without = {"croissant_sha256"} if not self.croissant_sha256 else None  # manifests of before there was one
        return self.model_dump_json(indent=1, exclude=without).encode() + b"\n"

    def sealed(self) -> "Manifest":
        """With its digest."""
        blank = self.model_copy(update={"digest": ""})
        return self.model_copy(update={"digest": hashlib.sha256(blank.to_bytes()).hexdigest()})
