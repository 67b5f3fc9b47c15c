"""The graph of stages: ordered, or refused, from what each declares it reads and adds, before anything is spent."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.protocols.stage import Stage


class GraphError(Exception):
    """The stages named in the job cannot feed each other: the message names stage, field and remedy."""


NEEDS = {
    "ground": "labels",
    "describe": "labels",
    "relate": "regions",
    "check": "conversations",
    "judge": "conversations",
}
"""A stage without which field has nothing to do at all. Other fields it reads are used when there."""


@dataclass(frozen=True)
class Node:
    """A stage with the digest of all that decides its outcome beside the record."""

    stage: Stage
    digest: str


def order(stages: Sequence[Stage]) -> tuple[Node, ...]:
    """Each stage after those that add what it reads; one that adds what it reads (a filter) after the others.

    Raises GraphError.
    """
    makers = {field: stage.name for stage in stages for field in sorted(stage.adds - stage.reads)}
    for stage in stages:
        needed = NEEDS.get(stage.name)
        if needed is not None and needed not in makers:
            raise GraphError(
                f"stages.{stage.name} works on {needed}, which no stage of this job adds; "
                f"add the stage that does, or take {stage.name} out"
            )
    ordered: list[Stage] = []
    remaining = list(stages)
    while remaining:
        ready = next((s for s in remaining if not any(_waits(s, other) for other in remaining)), None)
        if ready is None:
            raise GraphError(f"stages wait for each other: {', '.join(s.name for s in remaining)}")
        ordered.append(ready)
        remaining.remove(ready)
    return tuple(Node(stage, digest(stage)) for stage in ordered)


def _waits(stage: Stage, other: Stage) -> bool:
    """A filter (it reads what it adds) goes after the makers of a field and before its mere readers."""
    shared = stage.reads & other.adds
    return other is not stage and any(f not in other.reads or f not in stage.adds for f in shared)


def digest(stage: Stage) -> str:
    body = {"stage": stage.name, "version": stage.version, "settings": dict(stage.settings())}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
