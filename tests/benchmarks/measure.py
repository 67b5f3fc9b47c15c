"""Measuring: seconds, peak memory of this process and its children, medians of interleaved rounds."""

import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

POLL_S = 0.05


@dataclass
class Watched:
    """`peak` by process: resident megabytes."""

    seconds: float = 0.0
    peak: dict[int, float] = field(default_factory=dict)

    @property
    def largest(self) -> float:
        return max(self.peak.values(), default=0.0)


@contextmanager
def watch(name_part: str = "") -> Iterator[Watched]:
    """Times the block and polls the memory of every process of this user whose command line has `name_part`."""
    watched, stop = Watched(), threading.Event()
    polling = threading.Thread(target=_poll, args=(watched, stop, name_part), daemon=True)
    polling.start()
    start = time.perf_counter()
    try:
        yield watched
    finally:
        watched.seconds = time.perf_counter() - start
        stop.set()
        polling.join()


def _poll(watched: Watched, stop: threading.Event, name_part: str) -> None:
    while not stop.wait(POLL_S):
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                if name_part not in (folder / "cmdline").read_text():
                    continue
                pages = int((folder / "statm").read_text().split()[1])
            except (OSError, IndexError, ValueError):
                continue
            megabytes = pages * resource.getpagesize() / 1e6
            pid = int(folder.name)
            watched.peak[pid] = max(watched.peak.get(pid, 0.0), megabytes)


def medians(rounds: int, *sides: Callable[[], float]) -> list[float]:
    """Seconds of each side: sides take turns so that a noisy minute hits all of them."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for index, side in enumerate(sides):
            times[index].append(side())
    return [statistics.median(each) for each in times]
