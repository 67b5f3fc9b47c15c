"""The one place where parts become text: marks for pictures, coordinates in a frame."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.document import Document
from schemas.frames import Frame, Numbers
from schemas.geometry import Box, Size
from schemas.part import Part

IMAGE_MARK = "<image>"
_MARKS = re.compile(r"<(?:image|video|audio|bbox|ref-object|start-image|cot-process|img|/?s)>|<\|[^|<>]*\|>")
"""What trainers replace by something else when it stands in a text; ms-swift opens the file that <img> names, and
LLaVA's separator is </s>."""
_BETWEEN = re.compile(r"[\s,;.]*(?:and)?[\s,;.]*")
"""What may stand between coordinates where nothing else is said."""

Shown = int | None
"""A picture: an index into the object images, or None for the document's view."""


class MarkInTextError(Exception):
    """A text holds a consumer's own mark: it would count as a picture or a box. The sample must be left out."""


@dataclass(frozen=True, slots=True)
class Said:
    """`pictures`, `regions` (as coordinates) and `names` (ms-swift's references) in the order they come in `text`."""

    text: str
    pictures: tuple[Shown, ...] = ()
    regions: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


def numbers_of(document: Document, region: int, frame: Frame) -> Numbers:
    """The region's place in the picture as the document shows it (its view)."""
    box, view = document.regions[region].box, document.view
    return frame.from_pixels(_inside(box, view), view_size(document))


def view_size(document: Document) -> Size:
    x0, y0, x1, y1 = document.view
    return int(x1 - x0), int(y1 - y0)


def _inside(box: Box, view: Box) -> Box:
    return box[0] - view[0], box[1] - view[1], box[2] - view[0], box[3] - view[1]


def bracketed(numbers: Numbers, frame: Frame) -> str:
    """`[0.120, 0.300, 0.500, 1.000]`, or whole numbers where the frame's are."""
    decimals = 2 if frame.decimals is None else frame.decimals
    return "[" + ", ".join(f"{number:.{decimals}f}" for number in numbers) + "]"


def coordinates(document: Document, frame: Frame) -> Callable[[int], str]:
    """Says a region as its numbers in brackets."""
    return lambda region: bracketed(numbers_of(document, region, frame), frame)


def say(parts: Sequence[Part], place: Callable[[int], str]) -> Said:
    """All parts run together as they are. Raises MarkInTextError."""
    check_marks("".join(part.text if part.text is not None else "\n" for part in parts))
    return Said(words(parts, place), shown_in(parts), placed_in(parts))


def words(parts: Sequence[Part], place: Callable[[int], str]) -> str:
    """Unchecked: for readers to whom no mark means anything."""
    return "".join(_text(part, place) for part in parts)


def _text(part: Part, place: Callable[[int], str]) -> str:
    if part.text is not None:
        return part.text
    return IMAGE_MARK if part.region is None else place(part.region)


def shown_in(parts: Sequence[Part]) -> tuple[Shown, ...]:
    return tuple(part.object_image for part in parts if part.text is None and part.region is None)


def placed_in(parts: Sequence[Part]) -> tuple[int, ...]:
    return tuple(part.region for part in parts if part.region is not None)


def check_marks(text: str) -> None:
    """Of the words alone, without what an exporter itself puts in. Raises MarkInTextError."""
    if found := _MARKS.search(text):
        raise MarkInTextError(found.group())


def is_only_places(parts: Sequence[Part]) -> bool:
    """Nothing but coordinates and what stands between them."""
    places = [part for part in parts if part.region is not None]
    others = [part for part in parts if part.region is None]
    return bool(places) and all(part.text is not None and _BETWEEN.fullmatch(part.text) for part in others)
