"""An interleaved template: the order of a document's parts and their words. Kept as prompts/documents/<name>.yaml."""

from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.model import Model

Section = Literal["image", "captions", "labels", "objects", "relations"]
Share = Annotated[float, Field(ge=0, le=1)]


class Wording(Model):
    """One way of saying a list: `opening`, then `item` for each with `between` in between, then `closing`."""

    opening: str = ""
    item: str
    between: str = "\n"
    closing: str = ""


Wordings = Annotated[tuple[Wording, ...], Field(min_length=1, description="one is chosen by the key's hash")]


def placeholders(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError for a lone brace."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _check(wordings: tuple[Wording, ...], needed: set[str], allowed: set[str]) -> None:
    for wording in wordings:
        named = placeholders(wording.item)
        if not needed <= named or not named <= needed | allowed:
            raise ValueError(f"item {wording.item!r} must name {sorted(needed)} and may name {sorted(allowed)}")


class CaptionWords(Model):
    max: int = Field(1, ge=1, description="captions said; which of several is chosen by the key's hash")
    wordings: Wordings

    @model_validator(mode="after")
    def _names_what_it_says(self) -> Self:
        _check(self.wordings, {"caption"}, set())
        return self


class LabelWords(Model):
    """`described` where a description is known and the recipe takes it; `bare` says labels without one."""

    max: int = Field(24, ge=1, description="ours; labels of the objects shown go first")
    described: Wordings
    bare: Wordings
    says_undescribed: bool = Field(
        False,
        description="with a recipe of descriptions: say labels and show objects without one too; ours: no, bare labels "
        "can hurt",
    )

    @model_validator(mode="after")
    def _names_what_it_says(self) -> Self:
        _check(self.described, {"label", "description"}, set())
        _check(self.bare, {"label"}, set())
        return self


Place = Literal["coordinates", "words", "none"]
"""How a place is said: a reference that the reader renders as numbers, one of nine words, or not at all."""


class ObjectWords(Model):
    """The objects shown as crops, most prominent (largest by score) first. All numbers are ours."""

    max: int = Field(6, ge=1)
    per_label: int = Field(2, ge=1, description="so that a crowd of one kind leaves room for the others")
    min_area: Share = Field(0.005, description="least share of the picture")
    max_iou: Share = Field(0.7, description="with an object already shown: annotators box some objects twice")
    margin: float = Field(0.1, ge=0, description="share of the box's width and height added on each side")
    size: int = Field(224, gt=0, description="long side in pixels; LaVIT's input size")
    place: Place = "coordinates"
    wordings: Wordings

    @model_validator(mode="after")
    def _names_what_it_says(self) -> Self:
        _check(self.wordings, {"label", "object"} | ({"place"} if self.place != "none" else set()), set())
        return self


class RelationWords(Model):
    """Triples, those between shown objects first."""

    max: int = Field(6, ge=1, description="ours")
    place: Place = "coordinates"
    wordings: Wordings

    @model_validator(mode="after")
    def _names_what_it_says(self) -> Self:
        places = {"subject_place", "object_place"} if self.place != "none" else set()
        _check(self.wordings, {"subject", "predicate", "object"} | places, set())
        return self


class WholeView(Model):
    """The whole picture is shown."""

    kind: Literal["whole"]


class SquareView(Model):
    """A large square around the objects, as MMGiC prepares its pictures (its numbers are not published; ours)."""

    kind: Literal["square"]
    min_side: Share = Field(0.75, description="of the picture's short side")
    context: float = Field(0.1, ge=0, description="share of the objects' extent added on each side")
    min_coverage: Share = Field(0.7, description="a region less inside than this is left out; others are clipped")


Row = tuple[str, str, str]


class Template(Model):
    """`places` are the words for a 3x3 grid, top row first."""

    about: str = Field(description="for people: whose words these are and what they follow")
    view: Annotated[WholeView | SquareView, Field(discriminator="kind")]
    order: tuple[Section, ...] = Field(min_length=1)
    separator: str = Field("\n", description="between sections")
    places: tuple[Row, Row, Row]
    captions: CaptionWords
    labels: LabelWords
    objects: ObjectWords
    relations: RelationWords

    @model_validator(mode="after")
    def _is_said_once(self) -> Self:
        if len(set(self.order)) != len(self.order):
            raise ValueError(f"order {list(self.order)} names a section twice")
        if self.view.kind == "square" and "objects" not in self.order:
            raise ValueError("a square view is drawn around objects: order must name objects")
        return self
