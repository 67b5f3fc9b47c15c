"""How far a long phase is: one line per phase or stage. The command line draws it; without one nobody looks."""

from typing import Protocol


class Progress(Protocol):
    def show(self, line: str, done: int, total: int | None) -> None:
        """`line` is at `done` of `total` (None: not known). Called often; cheap."""


class Unseen:
    """Nobody looks."""

    def show(self, line: str, done: int, total: int | None) -> None:
        pass
