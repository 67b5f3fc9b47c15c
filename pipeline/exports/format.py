"""What a format is: what it can hold, in which frames, and who writes it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pipeline.exports.options import ExportOptions, FrameName
from pipeline.exports.published import Sample
from pipeline.exports.tally import Tally
from schemas.frames import Frame
from schemas.manifest import Manifest, Split

Content = Literal["conversations", "segments", "grains"]
"""What of a document is exported: its conversations, its interleaved sequence, or all its grains as they are."""


@dataclass(frozen=True, slots=True)
class Job:
    """One export: where to, from what, how. `splits`: those that hold documents."""

    root: Path
    manifest: Manifest
    splits: tuple[Split, ...]
    frame: Frame
    options: ExportOptions
    tally: Tally


class Writer(Protocol):
    def add(self, sample: Sample) -> None:
        """Raises ExportError for what the format cannot hold."""


@dataclass(frozen=True, slots=True)
class Format:
    """`frames`: those its consumer reads, its own first. `open` gives the writer of one export."""

    name: str
    holds: frozenset[Content]
    frames: tuple[FrameName, ...]
    open: Callable[[Job], AbstractContextManager[Writer]]
