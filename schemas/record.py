"""A record: everything known about one image. It only grows on its way through the stages."""

from pydantic import Field

from schemas.geometry import Box, Size
from schemas.given import Given
from schemas.model import Model
from schemas.provenance import Provenance
from schemas.question import Conversation


class Image(Model):
    """The picture's facts. `width` and `height` are the upright image's, after EXIF rotation."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    source_sha256: str = Field(description="of the bytes as the source holds them")
    num_bytes: int = Field(description="of the bytes as the source holds them")
    is_verbatim: bool = Field(description="an upright RGB or grey JPEG: published byte for byte")
    license: str = Field("", description="licence URL or name as the source gives it; empty: not known")
    phash: str = Field("", description="64-bit perceptual hash as 16 hex digits; empty: a flat picture has none")

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def area(self) -> int:
        """Square pixels."""
        return self.width * self.height


class Caption(Model):
    text: str
    by: Provenance


class Label(Model):
    """A category that is in the picture (the list L1 of TinyGroundingGPT)."""

    name: str
    synset: str = ""
    by: Provenance


class Region(Model):
    """One box. `label` is empty for a described place that is no object (Visual Genome's region descriptions)."""

    label: str
    box: Box
    score: float = Field(1.0, ge=0, le=1, description="1 for a person's annotation")
    origin: str = Field(description="source name, or the model that found it")
    attributes: tuple[str, ...] = ()
    is_crowd: bool = False
    phrase: str = Field("", description="a referring expression the source gives for this box")
    given: int = Field(-1, description="index into given.objects; -1: not from an annotation")


class Description(Model):
    """What a label means here; `sense` names the chosen meaning of a word that has several."""

    label: str
    sense: str = ""
    text: str
    by: Provenance


class Relation(Model):
    """A triple over the record's regions."""

    subject: int = Field(ge=0)
    predicate: str
    object: int = Field(ge=0)
    origin: str
    by: Provenance


class Record(Model):
    """`content` digests picture and annotations and is part of every fingerprint; where the picture lies is not."""

    key: str
    source: str
    identity: str = Field(description="coco:<id> where known, else sha256:<image bytes>; decides merging and split")
    content: str
    image: Image
    given: Given = Given()
    captions: tuple[Caption, ...] = ()
    labels: tuple[Label, ...] = ()
    regions: tuple[Region, ...] = ()
    descriptions: tuple[Description, ...] = ()
    relations: tuple[Relation, ...] = ()
    conversations: tuple[Conversation, ...] = ()
