"""A context whose stage `caption` dies on purpose, for records whose number says so."""

import asyncio
import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.annotate.graph import Node, order
from pipeline.protocols.stage import Kept, Outcome
from pipeline.run.context import Context
from schemas.record import Record


class DyingCaption:
    """Ends its process under the records named, raises under others, sleeps `pause_s` under all."""

    name = "caption"
    version = 1
    reads = frozenset({"given"})
    adds = frozenset({"captions"})

    def __init__(self, deadly: frozenset[str], faulty: frozenset[str], pause_s: float) -> None:
        self._deadly, self._faulty, self._pause_s = deadly, faulty, pause_s

    def settings(self) -> Mapping[str, Any]:
        return {}

    async def run(self, record: Record) -> Outcome:
        await asyncio.sleep(self._pause_s)
        if record.key in self._deadly:
            ctypes.string_at(0)  # a true segmentation fault: one sent by kill() can be blocked
        if record.key in self._faulty:
            raise ZeroDivisionError(record.key)
        return Kept({"captions": ()})


@dataclass(frozen=True)
class DyingContext(Context):
    deadly: frozenset[str] = frozenset()
    faulty: frozenset[str] = frozenset()
    pause_s: float = 0.0

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        return order([DyingCaption(self.deadly, self.faulty, self.pause_s)])
