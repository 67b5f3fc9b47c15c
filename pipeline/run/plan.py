"""What a run would do, before it does anything: the graph, what is kept from before, what would be computed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.engine.local import LocalEngine
from pipeline.intake import inputs
from pipeline.intake.inputs import Inputs
from pipeline.publish.recipes import warnings
from pipeline.run.ahead import asks_ahead, open_questions
from pipeline.run.context import Context
from pipeline.run.forecast import StageForecast, forecast, totals
from pipeline.run.intake import sources_digest
from pipeline.run.progress import Progress
from pipeline.run.publish import check_recipes
from pipeline.run.survey import Survey, survey


@dataclass(frozen=True)
class StagePlan:
    """`reused` is exact. `compute` is exact where `is_exact`, else the most it can be: upstream may drop some."""

    name: str
    backend: str
    reads: tuple[str, ...]
    adds: tuple[str, ...]
    reused: int
    compute: int
    is_exact: bool


def plan(context: Context, limit: int | None, progress: Progress) -> dict[str, Any]:
    """Reads inputs and ledger when they are there; writes nothing, spends nothing. Raises SpecError, RecipeError."""
    recipes = check_recipes(context, context.job.publish.recipes)
    known = inputs.find(context.store, f"inputs/{sources_digest(context)}")
    counts: Survey = Survey()
    records: int | None = None
    if known is not None:
        taken = replace(known, limit=limit)
        counts = survey(LocalEngine(context), context, taken, progress)
        records = counts["kept", "import"]
    planned = _stages(context, counts, records)
    asked = _forecast(context, known, limit, planned, progress)
    return {
        "job": context.job.name,
        "out": context.job.out,
        "sources": [{"name": name, "grains": sorted(source.grains)} for name, source in context.sources.items()],
        "is_imported": known is not None,
        "records": records,
        "most_records": None if records is not None else _most(context),
        "stages": [vars_of(each) for each in planned],
        "recipes": [recipe.stem for recipe in recipes],
        "warnings": [warning for recipe in recipes for warning in warnings(recipe)],
        "forecast": totals(asked) | {"stages": [asdict(each) for each in asked]},
        "budget_usd": context.job.execution.budget_usd,
    }


def _forecast(
    context: Context, known: Inputs | None, limit: int | None, planned: Sequence[StagePlan], progress: Progress
) -> list[StageForecast]:
    """Of what is left to compute; where nothing is imported yet, of the most there can be."""
    most = 0 if known is not None else _most(context) or 0
    records = {each.name: each.compute if each.compute >= 0 else most for each in planned}
    questions = 0
    if known is not None and asks_ahead(context.stages) and records["describe"]:
        questions = len(open_questions(LocalEngine(context), context, replace(known, limit=limit), progress))
    return forecast(context.stages, records, questions)


def _most(context: Context) -> int | None:
    """Before import: an upper bound, from what is listed where the pictures lie."""
    bounds = [source.most_images() for source in context.sources.values()]
    return None if None in bounds else sum(bound or 0 for bound in bounds)


def _stages(context: Context, counts: Survey, records: int | None) -> list[StagePlan]:
    plans = []
    pending = 0 if records is not None else None
    for node in context.nodes:
        name = node.stage.name
        before = pending
        if pending is not None:
            pending += counts["waiting", name]
        plans.append(
            StagePlan(
                name,
                "+".join(getattr(context.stages, name).backend),
                tuple(sorted(node.stage.reads)),
                tuple(sorted(node.stage.adds)),
                reused=counts["in", name],
                compute=pending if pending is not None else -1,
                is_exact=before == 0,
            )
        )
    return plans


def vars_of(each: StagePlan) -> Mapping[str, Any]:
    return {
        "name": each.name,
        "backend": each.backend,
        "reads": list(each.reads),
        "adds": list(each.adds),
        "reused": each.reused,
        "compute": each.compute if each.compute >= 0 else None,
        "is_exact": each.is_exact,
    }
