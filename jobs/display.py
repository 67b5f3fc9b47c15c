"""Progress on a terminal: a bar per phase and stage with rate and time left. Quiet when stderr is no terminal."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class RateColumn(ProgressColumn):
    """Steps per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


class Display:
    """A `Progress` of the pipeline's kind, drawn on stderr so that stdout carries results alone."""

    def __init__(self, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=quiet or not sys.stderr.isatty(),
        )
        self._lines: dict[str, TaskID] = {}

    def show(self, line: str, done: int, total: int | None) -> None:
        if line not in self._lines:
            self._lines[line] = self._bars.add_task(line, total=total)
        self._bars.update(self._lines[line], completed=done, total=total)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()
