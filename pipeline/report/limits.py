"""How much of a run goes on the page, so that it stays under 20 MB and is made in a minute or so. All ours."""

SURVEYED = 5_000
"""Images counted for the distributions, the first by key hash: a share is then within 1.4 points, 19 times of 20."""

GALLERY = 48
"""Images shown whole, the first annotated ones by key hash."""

PER_RULE = 6
"""Examples shown of what one rule dropped."""

MAX_BYTES = 20_000_000
"""Of the page. Exhibits stop where the next one would pass it, and the page says so."""

EXHIBIT_BYTES = 2_000_000
"""Of one image's part of the page; COCO's and Visual Genome's take 0.1 to 0.6 MB."""

TEXT = 2_000
"""Characters of one text; the rest is left off with a mark."""

QUESTIONS = 8
"""Of each kind and image: Visual Genome has pictures with more than a hundred of one."""

BARS = 15
"""Rows of a chart of names; all others are one row more."""


def cut(text: str, most: int = TEXT) -> str:
    return text if len(text) <= most else f"{text[:most]}… (cut, {len(text):,} characters)"
