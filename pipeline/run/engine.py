"""Chooses the engine the job asks for."""

from pipeline.engine.engine import Engine
from pipeline.engine.local import LocalEngine
from pipeline.run.context import Context
from pipeline.run.pool import pool_of


def start_engine(context: Context, where: str | None) -> Engine:
    """`where`: ray or local, None: as the job says. Raises SpecError, EngineError."""
    execution = context.job.execution
    if (where or execution.where) == "local":
        return LocalEngine(context)
    from pipeline.engine.ray_engine import RayEngine  # 2 s of import that plan, status and --engine local do without

    return RayEngine(context, execution.address, pool_of(execution, context.stages))
