"""A document: the JSON member of one published sample. Its JSON Schema lies beside it as document.schema.json."""

from typing import Literal

from pydantic import Field

from schemas.geometry import Box
from schemas.model import Model
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance


class DocumentImage(Model):
    """`sha256` is of the published JPEG, `source_sha256` of the bytes the source held."""

    width: int
    height: int
    sha256: str
    source_sha256: str
    identity: str = Field(description="coco:<id> or sha256:<source bytes>: the same for the same picture elsewhere")
    license: str


class DocumentCaption(Model):
    text: str
    by: Provenance


class DocumentLabel(Model):
    """`description` is empty where none is known or the recipe leaves it out; so are `described_by`'s fields then."""

    name: str
    description: str
    sense: str
    by: Provenance
    described_by: Provenance


class DocumentRegion(Model):
    """`box` in pixels of the published (upright) picture. `label` is empty for a described place (see `phrase`)."""

    label: str
    box: Box
    score: float
    origin: str
    attributes: tuple[str, ...]
    phrase: str
    is_crowd: bool = Field(description="the box holds a group, never a single referent")


class DocumentRelation(Model):
    subject: int
    predicate: str
    object: int
    origin: str
    by: Provenance


class DocumentConversation(Model):
    task: str
    turns: tuple[Turn, ...]


class Document(Model):
    """Every field is always there with one type (empty lists, never missing), so tabular readers load the folder."""

    schema_version: Literal[1] = 1
    key: str
    recipe: str = Field(description="name@version")
    template: str = Field(description="name@version of the interleaved template; empty for conversations only")
    image: DocumentImage
    view: Box = Field(
        description="the part of the picture shown as `image`, in the picture's pixels: all of it, or a square around "
        "the objects; coordinates are rendered relative to it"
    )
    captions: tuple[DocumentCaption, ...]
    labels: tuple[DocumentLabel, ...]
    regions: tuple[DocumentRegion, ...]
    relations: tuple[DocumentRelation, ...]
    object_images: tuple[ObjectImage, ...]
    segments: tuple[Part, ...]
    conversations: tuple[DocumentConversation, ...]
