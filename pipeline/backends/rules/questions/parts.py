"""From wordings to parts: text with what it speaks of, boxes and object images by reference."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.backends.rules.questions.wording import pieces
from pipeline.checks.options import LETTERS
from schemas.objectimage import ObjectImage
from schemas.part import Part
from schemas.provenance import Provenance

SENTENCE_ENDS = (".", "?", "!")


class Words(NamedTuple):
    """Text that speaks of these regions."""

    text: str
    about: tuple[int, ...] = ()


class Boxes(NamedTuple):
    """The coordinates of these regions, listed."""

    regions: tuple[int, ...]


class Crop(NamedTuple):
    """An object image."""

    image: ObjectImage


Atom = Words | Boxes | Crop
Fill = tuple[Atom, ...]
Fills = Mapping[str, Fill]


def filled(wording: str, fills: Fills) -> Iterator[Atom]:
    """The wording's own text and, in their places, what fills its placeholders."""
    for literal, name in pieces(wording):
        if literal:
            yield Words(literal)
        if name is not None:
            yield from fills[name]


def options(crops: Iterable[ObjectImage]) -> Fill:
    """Object images to choose from, a line each: `A: ...`."""
    atoms: list[Atom] = []
    for letter, crop in zip(LETTERS, crops, strict=False):
        atoms += (Words(f"\n{letter}: "), Crop(crop))
    return tuple(atoms)


class PartWriter:
    """Writes the parts of one turn. Texts run together; the first letter of a sentence becomes a capital."""

    def __init__(self, crops: list[ObjectImage], by: Provenance) -> None:
        self._crops, self._by = crops, by
        self._parts: list[Part] = []
        self._text = ""
        self._about: tuple[int, ...] = ()
        self._starts_sentence = True

    def write(self, atoms: Iterable[Atom]) -> "PartWriter":
        for atom in atoms:
            if isinstance(atom, Words):
                self._say(atom)
            elif isinstance(atom, Boxes):
                self._locate(atom)
            else:
                self._show(atom)
        return self

    def parts(self) -> tuple[Part, ...]:
        self._close()
        return tuple(self._parts)

    def _say(self, words: Words) -> None:
        text = words.text
        if self._starts_sentence and text.strip():
            text = text[:1].upper() + text[1:] if not text[:1].isspace() else text
        self._text += text
        self._about += tuple(i for i in words.about if i not in self._about)
        if stripped := text.rstrip():
            self._starts_sentence = stripped.endswith(SENTENCE_ENDS)

    def _locate(self, boxes: Boxes) -> None:
        last = len(boxes.regions) - 1
        for number, region in enumerate(boxes.regions):
            if number:
                self._say(Words(" and " if number == last else ", "))
            self._close()
            self._parts.append(Part(region=region, by=self._by))
            self._starts_sentence = False

    def _show(self, crop: Crop) -> None:
        self._close()
        number = next((i for i, known in enumerate(self._crops) if known is crop.image), len(self._crops))
        if number == len(self._crops):
            self._crops.append(crop.image)
        self._parts.append(Part(object_image=number, by=self._by))
        self._starts_sentence = False

    def _close(self) -> None:
        if self._text:
            self._parts.append(Part(text=self._text, about=self._about, by=self._by))
        self._text, self._about = "", ()
