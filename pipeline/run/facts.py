"""What the dataset card tells of the run: sources, funnel, settings; all of it follows from inputs and ledger."""

from pipeline.publish.card import CardFacts
from pipeline.run.context import Context
from pipeline.run.status import by_rule
from pipeline.run.survey import IMPORT, Survey
from pipeline.run.withhold import Withheld


def card_facts(context: Context, counts: Survey, withheld: Withheld) -> CardFacts:
    kinds = {spec.name: spec.kind for spec in context.job.source}
    settings = {
        f"{stage}.{key}": str(value)
        for stage, spec in context.stages
        if spec is not None
        for key, value in spec.model_dump(mode="json").items()
    }
    near = context.job.publish.near_duplicates
    if near is not None:
        settings["publish.near_duplicates.max_distance"] = str(near.max_distance)
    return CardFacts(context.job.name, kinds, _funnel(context, counts), settings, withheld.lists)


def _funnel(context: Context, counts: Survey) -> dict[str, int]:
    funnel = {"images met": counts["in", IMPORT], "merged into another source's record": counts["merged", IMPORT]}
    for name in (IMPORT, *(node.stage.name for node in context.nodes)):
        for kind in ("rejected", "failed"):
            for rule, count in by_rule(counts, f"{kind}_by", name).items():
                funnel[f"{kind} by {name}: {rule}"] = count
    funnel["annotated"] = counts["standing", "annotated"]
    return funnel
