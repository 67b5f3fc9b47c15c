"""Coordinates as the model reads and writes them: text, 0 to 1 of the square its picture is padded to."""

import re

from schemas.document import Document
from schemas.frames import PaddedSquare
from schemas.geometry import Box, Size, clip

_NUMBER = r"([01]\.\d+)"
_BOX = re.compile(r"\[" + ",".join([_NUMBER] * 4) + r"\]")


def view_size(document: Document) -> Size:
    """Pixels of the part of the picture that is shown."""
    x0, y0, x1, y1 = document.view
    return int(x1 - x0), int(y1 - y0)


def box_in_view(document: Document, region: int) -> Box:
    """In pixels of the view, cut off at its edges."""
    (vx, vy, _, _), (x0, y0, x1, y1) = document.view, document.regions[region].box
    return clip((x0 - vx, y0 - vy, x1 - vx, y1 - vy), view_size(document))


def square_box(document: Document, region: int) -> Box:
    """0 to 1 of the padded square, exact."""
    x0, y0, x1, y1 = PaddedSquare(None).from_pixels(box_in_view(document, region), view_size(document))
    return x0, y0, x1, y1


def region_text(document: Document, region: int, decimals: int) -> str:
    """`[x1,y1,x2,y2]` as TinyGroundingGPT writes it, without spaces."""
    return box_text(square_box(document, region), decimals)


def box_text(box: Box, decimals: int) -> str:
    return "[" + ",".join(f"{value:.{decimals}f}" for value in box) + "]"


def boxes_said(text: str) -> list[Box]:
    """Every well-formed box in a text, in its order; corners the wrong way round are as they were said."""
    found = []
    for match in _BOX.finditer(text):
        x0, y0, x1, y1 = (float(number) for number in match.groups())
        found.append((x0, y0, x1, y1))
    return found


def values(decimals: int) -> list[str]:
    """Every number a coordinate can be: 0.00 to 1.00."""
    return [f"{step / 10**decimals:.{decimals}f}" for step in range(10**decimals + 1)]
