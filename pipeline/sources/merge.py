"""Two sources' records of one image become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.sources.source import Draft


@dataclass(frozen=True, slots=True)
class Merged:
    """`absorbed`: the key of every draft that is gone, and of the one it became part of."""

    drafts: tuple[Draft, ...]
    absorbed: Mapping[str, str] = field(default_factory=dict)


def merge(drafts: Sequence[Draft]) -> Merged:
    return Merged(tuple(drafts))
