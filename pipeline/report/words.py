"""Parts as pieces of the page: what a sentence says, the boxes it speaks of, the pictures in it, who said it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.report.limits import cut
from schemas.part import Part
from schemas.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Piece:
    """One of: words, a place said in numbers, an object image (`crop`: its number in the exhibit), the picture.

    `regions`: of the record, which it speaks of.
    """

    text: str = ""
    regions: tuple[int, ...] = ()
    is_place: bool = False
    crop: int | None = None
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Who said a piece: one row of the table that is shown on demand."""

    text: str
    by: Provenance


def pieces_of(
    parts: Sequence[Part],
    place: Callable[[int], str],
    regions: Mapping[int, int],
    crops: Mapping[int, tuple[int, int]],
) -> tuple[Piece, ...]:
    """`place` says a region in numbers; `regions`: part's index -> record's; `crops`: object image -> crop, region."""
    return tuple(_piece(part, place, regions, crops) for part in parts)


def _piece(
    part: Part, place: Callable[[int], str], regions: Mapping[int, int], crops: Mapping[int, tuple[int, int]]
) -> Piece:
    if part.region is not None:
        return Piece(place(part.region), (regions[part.region],), is_place=True)
    if part.object_image is not None:
        crop, region = crops[part.object_image]
        return Piece("", (region,), crop=crop)
    if part.text is None:
        return Piece(is_picture=True)
    return Piece(cut(part.text), tuple(regions[index] for index in part.about))


def sources_of(parts: Sequence[Part], place: Callable[[int], str]) -> tuple[Source, ...]:
    """One for each part that says anything; neighbours said by the same are one."""
    found: list[Source] = []
    for part in parts:
        text = _named(part, place)
        if found and found[-1].by == part.by:
            found[-1] = Source(cut(found[-1].text + text, 200), part.by)
        elif text.strip():
            found.append(Source(cut(text, 200), part.by))
    return tuple(found)


def _named(part: Part, place: Callable[[int], str]) -> str:
    if part.region is not None:
        return place(part.region)
    if part.object_image is not None:
        return "(object image)"
    return "(picture)" if part.text is None else part.text
