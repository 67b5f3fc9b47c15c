"""Commit points: every call that makes something durable or takes it away, counted before and after it happens."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

STEPS = ("replace", "fsync", "fdatasync", "unlink", "rmdir")
"""The functions of `os` through which the product changes what lasts; Path's methods and shutil go through them."""

Effect = Literal["kill", "kill parent", "raise"]
"""The parent of a Ray worker is the raylet of its node."""


@dataclass(frozen=True)
class Fault:
    """What happens at point `at`, counted from 1; 0: never. `code`: the errno of an effect that raises.

    `is_lasting`: every later step raises too, as on a full disk.
    """

    at: int
    effect: Effect = "kill"
    code: int = 0
    is_lasting: bool = False


class Points:
    """Patches `os` in this process. Counts the main thread alone (`any_thread`: all), below `root` alone.

    The run's heartbeat writes from a thread of its own whenever it is due; counting it would shift the others.
    """

    def __init__(self, root: Path, fault: Fault, any_thread: bool = False, may_fire: Callable[[], bool] = lambda: True):
        self._root, self._fault, self._any_thread, self._may_fire = str(root), fault, any_thread, may_fire
        self.count = 0
        self.names: list[str] = []

    def install(self) -> None:
        for name in STEPS:
            setattr(os, name, self._counted(name, getattr(os, name)))

    def _counted(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            place = self._place(arguments, named)
            if place is None:
                return step(*arguments, **named)
            self._reach(f"before {name} {place}")
            result = step(*arguments, **named)
            self._reach(f"after {name} {place}")
            return result

        return counted

    def _place(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> str | None:
        """Where below the root the step takes place; None for one that is not counted."""
        if not self._any_thread and threading.current_thread() is not threading.main_thread():
            return None
        place = arguments[-1] if len(arguments) == 2 else arguments[0]  # of a rename, its target
        if isinstance(place, int):
            place = str(Path(f"/proc/self/fd/{place}").readlink())
        elif (folder := named.get("dir_fd")) is not None:
            place = f"{Path(f'/proc/self/fd/{folder}').readlink()}/{os.fspath(place)}"
        path = os.fspath(place)
        return path.removeprefix(self._root).lstrip("/") or "." if path.startswith(self._root) else None

    def _reach(self, name: str) -> None:
        self.count += 1
        self.names.append(name)
        fault = self._fault
        is_here = self.count == fault.at or (fault.is_lasting and 0 < fault.at <= self.count)
        if not is_here or not self._may_fire():
            return
        if fault.effect == "raise":
            raise OSError(fault.code, os.strerror(fault.code))
        if fault.effect == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        assert b"raylet" in Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(120)  # a lost node does no more work: Ray ends this process when it misses its raylet
