"""How a model's text cites regions, `[3]` for where it is and `<3>` for its picture, and back to parts' atoms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.part import Part

MARK = re.compile(r"\[(\d{1,4})\]|<(\d{1,4})>")
_COORDINATES = re.compile(r"(?:-?\d*\.?\d+\s*,\s*){2,}-?\d*\.?\d+|\d?\.\d{2,}\s*,\s*\d?\.\d{2,}|[\[<(]\s*\d*\.\d+")
"""Three numbers in a row, two shares, or a fraction in brackets: no region's number looks like that."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or a citation of the region of this number."""

    kind: Literal["words", "box", "picture"]
    text: str = ""
    number: int = 0


def has_coordinates(text: str) -> bool:
    return _COORDINATES.search(text) is not None


def pieces(text: str) -> Iterator[Piece]:
    """In order; no empty words."""
    start = 0
    for mark in MARK.finditer(text):
        if mark.start() > start:
            yield Piece("words", text[start : mark.start()])
        box, picture = mark.groups()
        yield Piece("box", number=int(box)) if box else Piece("picture", number=int(picture))
        start = mark.end()
    if start < len(text):
        yield Piece("words", text[start:])


def marked(parts: tuple[Part, ...], numbers: Mapping[int, int], crops: Mapping[int, int]) -> str:
    """Parts as a model reads them: `numbers` from region to number, `crops` from object image to region."""
    said = []
    for part in parts:
        if part.text is not None:
            said.append(part.text)
        elif part.region is not None:
            said.append(f"[{numbers[part.region]}]")
        elif part.object_image is not None:
            said.append(f"<{numbers[crops[part.object_image]]}>")
    return "".join(said).strip()
