"""What the run hands in of one image: where it stands, its record, and what was dropped on the way and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from schemas.record import Record

Standing = Literal["annotated", "rejected", "failed", "waiting", "merged"]
Fate = Literal["rejected", "failed"]

RECORD = "image"
"""The kind of a drop that took the whole image."""


@dataclass(frozen=True, slots=True)
class Drop:
    """One thing left out: by which stage and rule, and the value that met which threshold. `item`: what it was."""

    stage: str
    kind: str
    rule: str
    item: str
    fate: Fate = "rejected"
    value: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """`record` is None for an image that import did not keep. `read` gives its picture's bytes or raises OSError.

    `withheld`: the rule by which it is annotated but kept out of every recipe; else empty.
    """

    key: str
    standing: Standing
    record: Record | None
    drops: tuple[Drop, ...]
    read: Callable[[], bytes]
    withheld: str = ""
