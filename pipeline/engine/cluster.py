"""Ray connected to or started, and the workers' room in it made sure of before the first task."""

import logging
import os
import socket
import time

import ray
from ray.autoscaler.sdk import request_resources
from ray.exceptions import RpcError

from pipeline.engine.engine import EngineError
from pipeline.engine.packages import runtime_env
from pipeline.engine.pool import Pool, room, said

REACH_S = 10.0
_POLL_S = 1.0


def connect(address: str | None) -> bool:
    """True when this process did it and has to end it. Raises EngineError for a cluster that cannot be reached.

    None: the cluster this process is a job of (`ray job submit` says so in RAY_ADDRESS), else one on this machine.
    """
    if ray.is_initialized():
        return False
    logging.getLogger("ray").setLevel(logging.ERROR)  # Ray's own remarks on how it starts are nobody's here
    place = address or os.environ.get("RAY_ADDRESS")
    try:
        _check_there(place)
        ray.init(
            address=place or "local",  # None would join whatever cluster was last started on this machine
            runtime_env=runtime_env() if place else None,
            log_to_driver=False,
            logging_level=logging.ERROR,
            include_dashboard=None if place else False,
        )
    except (OSError, RuntimeError, ValueError, RpcError) as error:
        reason = " ".join(str(error).split())[:300]
        if place is None:
            raise EngineError(f"Ray does not start on this machine: {reason}") from error
        raise EngineError(
            f"execution.address: no Ray cluster takes this run at {place!r} ({reason}); start one with "
            f"`ray start --head`, or leave the address out to run on this machine"
        ) from error
    return True


def _check_there(place: str | None) -> None:
    """Ray itself waits a minute or more for a port where nobody listens. Raises OSError, ValueError."""
    host, _, port = (place or "").rpartition(":")
    if host.startswith("ray"):
        raise ValueError("Ray's client is not used; run on a node of the cluster, or through `ray job submit`")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), REACH_S).close()


def make_room(pool: Pool) -> tuple[int, dict[str, float]]:
    """How many workers, and what each needs. Raises EngineError when the nodes do not hold them in time."""
    until = time.monotonic() + pool.wait_s
    try:
        while True:
            nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
            cpus = sum(node.get("CPU", 0.0) for node in nodes)
            count, needs = pool.count(cpus), pool.needs(cpus)
            held = room(nodes, needs)
            if held >= count:
                return count, needs
            if time.monotonic() >= until:
                raise EngineError(
                    f"{count} workers with {said(needs)} each do not fit the cluster: its {len(nodes)} nodes with "
                    f"{cpus:g} CPUs hold {held} of them; lower execution.workers or what each asks for, add nodes, or "
                    f"give those that are starting time with execution.wait_s (now {pool.wait_s:g})"
                )
            request_resources(bundles=[needs] * count)  # of the autoscaler, if the cluster has one
            time.sleep(_POLL_S)
    finally:
        if pool.wait_s:
            request_resources(bundles=[])  # a standing request would keep nodes after the run; the actors ask now
