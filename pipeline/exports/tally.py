"""What became of every document and conversation of an export: written, or left out for a reason."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """`rows`: per file; `left_out`: reason -> how many things."""

    documents: int = 0
    pictures: int = 0
    object_images: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
