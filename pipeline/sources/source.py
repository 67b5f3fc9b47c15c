"""What a source is: annotations streamed as fragments, joined per image into a draft whose picture was opened.

Import runs in two steps so that annotation files may be larger than memory: `fragments` streams the files once and the
fragments are bucketed on disk by image; then `assemble` sees all fragments of one image together, opens the picture
and checks it, in parallel over buckets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipeline.protocols.stage import Dropped, Rejected
from schemas.record import Record

Grain = Literal["caption", "label", "description", "region", "relation", "question"]


class SourceError(Exception):
    """The user's files are not what the spec says: the message names file, key and remedy. Nothing was spent."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """One line of knowledge about one image. `id` is the image's id in the source, `body` JSON."""

    id: str
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a picture's bytes lie, relative to the source's root. Never part of a fingerprint: data may move.

    `offset` and `length` are set for a member of a tar (-1: the whole file).
    """

    source: str
    path: str
    offset: int = -1
    length: int = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """An image ready for the stages. `made` counts annotations met, by kind; made = kept in the record + dropped."""

    record: Record
    locator: Locator
    made: Mapping[str, int]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An image that does not enter: counted as rejected by the stage `import`."""

    key: str
    why: Rejected


class Source(Protocol):
    """One entry of the job's `source`. Cheap to construct, picklable, opens nothing before `check`."""

    @property
    def name(self) -> str:
        """As in the job spec; the first part of every key."""

    @property
    def grains(self) -> frozenset[Grain]:
        """The kinds of annotation its files can hold."""

    def check(self) -> None:
        """Raises SourceError when a path is missing, unreadable or plainly of the wrong shape."""

    def prepare(self) -> None:
        """Makes what the source is made of (scenes are rendered); nothing to do elsewhere. Idempotent."""

    def num_bytes(self) -> int:
        """Rough size of all annotations, to choose how finely to bucket them."""

    def most_images(self) -> int | None:
        """No more than this many images, cheaply known before import; None: not known before it."""

    def digest(self) -> str:
        """Of the annotation files' bytes and the pictures' names, sizes and times; not of where they lie."""

    def fragments(self) -> Iterator[Fragment]:
        """All fragments, streaming, memory bounded. Raises SourceError naming file and place when a file is cut off."""

    def tables(self) -> Mapping[str, Any]:
        """Small tables every image needs (categories, licences), as JSON; complete once `fragments` is exhausted."""

    def assemble(self, image_id: str, fragments: Sequence[Fragment], tables: Mapping[str, Any]) -> Draft | Refused:
        """Joins one image's fragments and opens its picture. Raises only for bugs and I/O trouble."""

    def read(self, locator: Locator) -> bytes:
        """The picture's bytes as the source holds them. Raises OSError."""
