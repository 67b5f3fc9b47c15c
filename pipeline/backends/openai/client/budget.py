"""A budget as a hard stop: what a request may cost at most is set aside before it is sent."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from pipeline.backends.openai.errors import BudgetError

DRAWN_AHEAD = 16
"""Requests' worth drawn from the purse at once, so that asking it (another process) stays rare."""
DRAWN_SHARE = 0.05
"""Of what the purse has left, at most: near the end nobody sits on much."""


class Purse(Protocol):
    """What is left for all workers together. One for a run: whoever owns it answers one at a time."""

    async def draw(self, least: float, wish: float) -> float:
        """Between `least` and `wish` US dollars, or 0 when `least` is not there any more."""

    async def put_back(self, usd: float) -> None: ...


class OwnPurse:
    """A purse in this process; what answers cost before, in other workers and runs, is already out of it."""

    def __init__(self, budget_usd: float, spent_usd: Callable[[], float]) -> None:
        self.left_usd = budget_usd - spent_usd()

    async def draw(self, least: float, wish: float) -> float:
        granted = max(least, min(wish, self.left_usd * DRAWN_SHARE))
        if granted > self.left_usd:
            return 0.0
        self.left_usd -= granted
        return granted

    async def put_back(self, usd: float) -> None:
        self.left_usd += usd


class Budget:
    """One worker's share: drawn from the purse as needed, handed back at `close`. `purse` None: no limit."""

    def __init__(self, purse: Purse | None = None) -> None:
        self._purse = purse
        self._free = 0.0
        self._reserved = 0.0
        self._settled = asyncio.Event()
        self._drawing = asyncio.Lock()

    def fund(self, purse: Purse | None) -> None:
        """Before anything is reserved."""
        self._purse = purse

    async def reserve(self, usd: float) -> None:
        """Waits while requests under way may leave enough over. Raises BudgetError when none is left to wait for."""
        if self._purse is None or usd <= 0:
            return
        async with self._drawing:
            while True:
                self._settled.clear()
                if self._free >= usd or await self._draw(usd):
                    break
                if self._settled.is_set():
                    continue  # while the purse was asked: there may be enough now
                if self._reserved <= 0:
                    raise BudgetError(
                        f"the next request may cost ${usd:.6f} and less than that is left of execution.budget_usd; "
                        f"raise it and run again: everything answered so far is kept"
                    )
                await self._settled.wait()
            self._free -= usd
            self._reserved += usd

    def settle(self, reserved: float, cost: float) -> None:
        """The request is over: `cost` is spent, the rest is free again."""
        if self._purse is None or reserved <= 0:
            return
        self._reserved = max(0.0, self._reserved - reserved)
        if self._reserved < 1e-12:
            self._reserved = 0.0  # what is left of adding and taking away floats
        self._free += reserved - cost
        self._settled.set()

    async def close(self) -> None:
        if self._purse is not None and self._free > 0:
            free, self._free = self._free, 0.0
            await self._purse.put_back(free)

    async def _draw(self, usd: float) -> bool:
        assert self._purse is not None
        drawn = await self._purse.draw(usd - self._free, DRAWN_AHEAD * usd)
        self._free += drawn
        return drawn > 0
