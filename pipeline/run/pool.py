"""From the job's `execution` to the pool of workers; settings that would do nothing are refused, never passed over."""

from collections.abc import Mapping

from pipeline.engine.pool import Pool
from pipeline.run.resolve import SpecError
from schemas.job import ExecutionSpec, StageExecutionSpec
from schemas.stages import StagesSpec

_LIGHT = frozenset({"annotations", "rules", "openai"})
"""Backends that hold no model of their own: every worker runs them for the records it has."""
_INSTEAD: Mapping[str, str] = {
    "workers": "set execution.workers",
    "gpus": "it has no use for a GPU, leave it out",
    "batch": "it takes one image at a time, leave it out",
}


def pool_of(execution: ExecutionSpec, stages: StagesSpec) -> Pool:
    """Raises SpecError. A worker takes its records through every stage, so it gets the most that any of them asks."""
    _check_whole(execution)
    for name, asked in execution.stages.items():
        _check(name, asked, stages)
    of_stages = execution.stages.values()
    cpus = [amount for amount in (execution.cpus, *(each.cpus for each in of_stages)) if amount]
    memory = [amount for amount in (execution.memory, *(each.memory for each in of_stages)) if amount]
    workers = [count for count in (execution.workers, *(each.workers for each in of_stages)) if count]
    return Pool(
        workers=max(workers, default=None),
        cpus=max(cpus, default=None),
        gpus=max((each.gpus or 0.0 for each in of_stages), default=0.0),
        memory=max(memory, default=0),
        resources=tuple(sorted(execution.resources.items())),
        wait_s=execution.wait_s,
    )


def with_batches(stages: StagesSpec, execution: ExecutionSpec) -> StagesSpec:
    """`execution.stages.ground.batch` where GroundingDINO reads it; no batch decides a byte."""
    asked = execution.stages.get("ground")
    if stages.ground is None or asked is None or asked.batch is None:
        return stages
    model = stages.ground.groundingdino.model_copy(update={"batch": asked.batch})
    return stages.model_copy(update={"ground": stages.ground.model_copy(update={"groundingdino": model})})


def _check_whole(execution: ExecutionSpec) -> None:
    if execution.where == "local" and execution.address is not None:
        raise SpecError("execution.address: with `where: local` nothing goes to a cluster; take one of the two out")
    if {"CPU", "GPU", "memory"} & set(execution.resources):
        raise SpecError("execution.resources: CPU, GPU and memory have keys of their own: cpus, stages.*.gpus, memory")


def _check(name: str, asked: StageExecutionSpec, stages: StagesSpec) -> None:
    spec = getattr(stages, name)
    if spec is None:
        raise SpecError(f"execution.stages.{name}: this job has no such stage; take it out, or add stages.{name}")
    if not set(spec.backend) <= _LIGHT:
        return
    for key, instead in _INSTEAD.items():
        if getattr(asked, key) is not None:
            raise SpecError(
                f"execution.stages.{name}.{key}: {name} ({'+'.join(spec.backend)}) runs in the workers that all "
                f"stages share; {instead}"
            )
