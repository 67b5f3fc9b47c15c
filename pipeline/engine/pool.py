"""The workers a run asks for, and whether the nodes of a cluster can hold them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPARE_CPU = 0.5
"""Actors that hold every CPU of a machine wait for ever without a word."""
LEAST_SHARE = 0.1


@dataclass(frozen=True)
class Pool:
    """All workers are alike, since each takes its records through every stage. `cpus` None: an equal share of all.

    `resources`: Ray's custom ones, by which a pool of nodes is chosen. `wait_s`: for nodes that are still starting.
    """

    workers: int | None = None
    cpus: float | None = None
    gpus: float = 0.0
    memory: int = 0
    resources: tuple[tuple[str, float], ...] = ()
    wait_s: float = 0.0

    def count(self, cpus: float) -> int:
        """Workers wanted of a cluster with so many CPUs: as told, else one for each."""
        return self.workers or max(1, int(cpus / (self.cpus or 1.0)))

    def needs(self, cpus: float) -> dict[str, float]:
        """Of one worker, by Ray's names of resources."""
        share = min(1.0, max(LEAST_SHARE, (cpus - SPARE_CPU) / self.count(cpus)))
        found = {"CPU": self.cpus or share, "GPU": self.gpus, "memory": float(self.memory), **dict(self.resources)}
        return {name: amount for name, amount in found.items() if amount}


def room(nodes: Sequence[Mapping[str, float]], needs: Mapping[str, float]) -> int:
    """How many workers with these needs the nodes hold together; one worker lies on one node."""
    return sum(min(int(node.get(name, 0.0) / amount + 1e-6) for name, amount in needs.items()) for node in nodes)


def said(needs: Mapping[str, float]) -> str:
    """`0.75 CPU, 1 GPU, 2.5 GB memory`."""
    parts = (f"{n / 1e9:g} GB memory" if name == "memory" else f"{n:g} {name}" for name, n in needs.items())
    return ", ".join(parts)
