"""What a run will ask of models, before it asks: an estimate from what each prompt takes and how often it is put."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.run.resolve import SpecError
from schemas.asked import AskedSpec
from schemas.job import Job
from schemas.models import ModelSpec
from schemas.stages import StagesSpec

OBJECTS = 8
"""Yes or no questions in one picture where each object is verified: COCO's pictures have 7.3 instances; rounded up."""


@dataclass(frozen=True, slots=True)
class StageForecast:
    """Requests without repairs. `cost_usd` is None where the stage's prices are not given."""

    stage: str
    role: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None


def check_budget(job: Job, stages: StagesSpec) -> None:
    """Raises SpecError: a budget can only be kept where every answer has a price."""
    if job.execution.budget_usd is None:
        return
    asking = {name: spec for name, spec in stages if isinstance(spec, AskedSpec) and spec.asks_model}
    if not asking:
        raise SpecError("execution.budget_usd: no stage of this job asks a model; take it out")
    for name, spec in asking.items():
        if spec.prices is None:
            raise SpecError(
                f"stages.{name}.prices: execution.budget_usd needs them, dollars for a million tokens: "
                "{input: ..., output: ...}; 0 for a server of your own"
            )


def forecast(stages: StagesSpec, records: Mapping[str, int], questions: int) -> list[StageForecast]:
    """`records`: by stage, how many it will take at most; `questions`: labels and senses known and not described."""
    found = []
    for name, spec in stages:
        if not isinstance(spec, AskedSpec) or not spec.asks_model:
            continue
        count = questions if name == "describe" else records.get(name, 0)
        if "openai" in spec.backend:
            found.append(_of(spec, name, name, count))
        if spec.verify_existence and name in ("recognize", "ground"):
            found.append(_of(spec.model_copy(update={"prompt": spec.verify_prompt}), name, "verify", count * OBJECTS))
    return found


def _of(spec: ModelSpec, stage: str, role: str, calls: int) -> StageForecast:
    from pipeline.backends.openai.forecast import forecast as of_one

    one = of_one(spec, role)
    cost = None if one.cost_usd is None else round(one.cost_usd * calls, 4)
    return StageForecast(stage, role, spec.model, calls, one.input_tokens * calls, one.output_tokens * calls, cost)


def totals(stages: Sequence[StageForecast]) -> dict[str, Any]:
    costs = [each.cost_usd for each in stages]
    return {
        "calls": sum(each.calls for each in stages),
        "input_tokens": sum(each.input_tokens for each in stages),
        "output_tokens": sum(each.output_tokens for each in stages),
        "cost_usd": None if None in costs else round(sum(cost or 0.0 for cost in costs), 4),
    }
