"""A fault for one kind of process of a run, given as JSON in the environment, which Ray hands on to its workers."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from tests.chaos.points import Effect, Fault, Points

Role = Literal["driver", "worker"]


@dataclass(frozen=True)
class Armed:
    """At its `at`-th point a process of this role meets the effect; `times`: how many processes do, in all."""

    role: Role
    at: int
    effect: Effect
    root: str
    fired: str
    times: int = 1

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def role_of_this_process() -> Role | None:
    words = " ".join(sys.orig_argv)
    if "default_worker.py" in words:
        return "worker"
    return "driver" if "-m jobs" in words else None


def arm(text: str) -> None:
    armed = Armed(**json.loads(text))
    role = role_of_this_process()
    if role == armed.role:  # in a Ray worker, tasks run beside the main thread
        fault = Fault(armed.at, armed.effect)
        Points(Path(armed.root), fault, any_thread=role == "worker", may_fire=_shots(armed)).install()


def _shots(armed: Armed) -> Callable[[], bool]:
    """One file for each process that fires, so that all processes of a run together fire `times` times."""

    def may_fire() -> bool:
        for shot in range(armed.times):
            try:
                Path(f"{armed.fired}-{shot}").touch(exist_ok=False)
            except FileExistsError:
                continue
            return True
        return False

    return may_fire
