"""What the dataset card tells of the run: sources, funnel, settings; all of it follows from inputs and ledger."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.publish.card import CardFacts
from pipeline.run.context import Context
from pipeline.run.status import by_rule
from pipeline.run.survey import IMPORT, Survey
from pipeline.run.withhold import Withheld


def card_facts(context: Context, counts: Survey, withheld: Withheld) -> CardFacts:
    kinds = {spec.name: spec.kind for spec in context.job.source}
    settings = {
        f"{node.stage.name}.{key}": json.dumps(value)
        for node in context.nodes
        for key, value in node.stage.settings().items()
        if key not in ("backends", "prompts")
    }
    near = context.job.publish.near_duplicates
    if near is not None:
        settings["publish.near_duplicates.max_distance"] = str(near.max_distance)
    return CardFacts(
        context.job.name,
        kinds,
        _funnel(context, counts),
        settings,
        withheld.lists,
        tuple(_makers(context)),
        near.max_distance if near is not None else None,
    )


def _makers(context: Context) -> Iterator[tuple[str, str, str, str]]:
    """Stage, backend, its models and its words, as the stage itself names them for its fingerprint."""
    for node in context.nodes:
        settings = node.stage.settings()
        for backend in settings.get("backends") or ({"name": "+".join(settings["backend"]), **settings},):
            models = sorted(set(_named(backend, "model")))
            words = sorted({*_named(backend, "prompt"), *_named(backend, "prompts")})
            yield node.stage.name, str(backend["name"]), ", ".join(models), ", ".join(words)


def _named(body: Any, key: str) -> Iterator[str]:
    """Every string under this key, and the keys of a mapping under it, however deep."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            if name == key:
                yield from [value] if isinstance(value, str) else value if isinstance(value, Mapping) else ()
            else:
                yield from _named(value, key)
    elif isinstance(body, list | tuple):
        for one in body:
            yield from _named(one, key)


def _funnel(context: Context, counts: Survey) -> dict[str, int]:
    funnel = {"images met": counts["in", IMPORT], "merged into another source's record": counts["merged", IMPORT]}
    for name in (IMPORT, *(node.stage.name for node in context.nodes)):
        for kind in ("rejected", "failed"):
            for rule, count in by_rule(counts, f"{kind}_by", name).items():
                funnel[f"{kind} by {name}: {rule}"] = count
    funnel["annotated"] = counts["standing", "annotated"]
    return funnel
