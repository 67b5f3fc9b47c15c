"""What the source already says of an image, as imported: the `annotations` backends read it, nothing changes it."""

from pydantic import Field

from schemas.geometry import Box
from schemas.model import Model


class GivenCaption(Model):
    """One caption of the whole image."""

    text: str
    source: str


class Rle(Model):
    """COCO's run lengths, column by column, in the frame the annotations were made in; `counts` as COCO writes them."""

    size: tuple[int, int] = Field(description="height, width, COCO's order")
    counts: str | tuple[int, ...]


class GivenObject(Model):
    """One annotated object."""

    label: str
    box: Box
    source: str
    is_crowd: bool = Field(False, description="the box holds a group (COCO's iscrowd); never a single referent")
    attributes: tuple[str, ...] = ()
    synset: str = Field("", description="WordNet name as Visual Genome gives it, e.g. clock.n.01")
    area: float = Field(0.0, description="square pixels of the mask; 0 when the source has none")
    polygons: tuple[tuple[float, ...], ...] = Field((), description="x, y alternating, upright pixels")
    rle: Rle | None = Field(None, description="a crowd's mask, in the frame its size tells")
    source_id: str = Field("", description="the source's own id of the object")


class GivenRelation(Model):
    """A triple over `Given.objects`."""

    subject: int = Field(ge=0)
    predicate: str
    object: int = Field(ge=0)
    source: str


class GivenPhrase(Model):
    """A region description: words for a box that need not be an object's."""

    text: str
    box: Box
    source: str


class GivenQuestion(Model):
    """A question with its answer; `objects` are the `Given.objects` it speaks of, when the source says."""

    question: str
    answer: str
    source: str
    objects: tuple[int, ...] = ()


class GivenTurn(Model):
    role: str = Field(pattern="^(user|assistant|system)$")
    text: str


class GivenConversation(Model):
    """A conversation as LLaVA-style files hold it; `<image>` marks are already taken out."""

    turns: tuple[GivenTurn, ...]
    source: str


class GivenDescription(Model):
    """What a label means, by the source (V3Det's category info)."""

    label: str
    text: str
    source: str


class Exhaustive(Model):
    """A promise: `source` marked every object of these kinds in this picture; what it has not marked is not there.

    COCO promises it for its 80 names (crowds aside), rendered scenes for their own; Visual Genome promises nothing.
    """

    source: str = Field(description="as in GivenObject.source")
    vocabulary: str = Field(description="stem of the closed list of names under prompts/vocabularies, e.g. coco80")


class Given(Model):
    """All annotations of one image, boxes in upright pixels, rounded to 0.01 px and inside the image."""

    captions: tuple[GivenCaption, ...] = ()
    objects: tuple[GivenObject, ...] = ()
    relations: tuple[GivenRelation, ...] = ()
    phrases: tuple[GivenPhrase, ...] = ()
    questions: tuple[GivenQuestion, ...] = ()
    conversations: tuple[GivenConversation, ...] = ()
    descriptions: tuple[GivenDescription, ...] = ()
    exhaustive: tuple[Exhaustive, ...] = ()
