"""The run in numbers, as `status --json` prints it and summary.json keeps it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.annotate.advance import Tally
from pipeline.answers.fold import Bought, bought
from pipeline.intake.inputs import Inputs
from pipeline.run.context import Context
from pipeline.run.publish import folder_of
from pipeline.run.survey import IMPORT, Survey
from schemas.manifest import Manifest
from schemas.stages import StagesSpec

SUMMARY = 2
"""Of the form of these numbers; a kept summary of another one is counted anew."""


def status(
    context: Context,
    inputs: Inputs,
    survey: Survey,
    tallies: Mapping[str, Tally],
    manifests: Mapping[str, Manifest],
) -> dict[str, Any]:
    """`tallies`: what the last run reused and computed; all else is from inputs, ledger, answers and manifests."""
    answers = bought(context.store)
    stages = context.stages
    names = [IMPORT, *(node.stage.name for node in context.nodes)]
    return {
        "run": context.job.name,
        "out": context.job.out,
        "state": state_of(context, inputs),
        "limit": inputs.limit,
        "inputs": survey["in", IMPORT],
        "merged": survey["merged", IMPORT],
        "not_merged": by_rule(survey, "not_merged"),
        "annotated": survey["standing", "annotated"],
        "waiting": survey["standing", "waiting"],
        "rejected_records": {n: found for n in names if (found := by_rule(survey, "rejected_by", n))},
        "failed_records": {n: found for n in names if (found := by_rule(survey, "failed_by", n))},
        "rejected_items": {n: items for n in names if (items := _items(survey, n))},
        "published": {recipe: manifest.totals.documents for recipe, manifest in manifests.items()},
        "unpublished": {recipe: manifest.unpublished for recipe, manifest in manifests.items()},
        "stages": [_stage(survey, name, stages, tallies.get(name), answers) for name in names],
        "answers": [{"role": each.role, "model": each.model, **asdict(each.spend)} for each in answers],
        "shards": {recipe: _shards(recipe, manifest, inputs.limit) for recipe, manifest in manifests.items()},
    }


def state_of(context: Context, inputs: Inputs) -> str:
    """Digest of what the numbers depend on: another one, and a kept summary is out of date."""
    body = [SUMMARY, inputs.digest, inputs.limit, [node.digest for node in context.nodes]]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()[:20]


def _shards(recipe: str, manifest: Manifest, limit: int | None) -> list[dict[str, Any]]:
    folder = folder_of(recipe, limit)
    return [
        {"path": f"{folder}/{s.path}", "documents": s.documents, "bytes": s.bytes, "sha256": s.sha256}
        for s in manifest.shards
    ]


def by_rule(survey: Survey, *path: str) -> dict[str, int]:
    """The amounts right below a path, sorted by name."""
    found = {key[-1]: n for key, n in survey.items() if key[:-1] == path and n}
    return dict(sorted(found.items()))


def _items(survey: Survey, stage: str) -> dict[str, dict[str, int]]:
    kinds = sorted({key[2] for key in survey if key[:2] == ("item_dropped", stage)})
    return {kind: by_rule(survey, "item_dropped", stage, kind) for kind in kinds}


def _stage(
    survey: Survey, name: str, stages: StagesSpec, tally: Tally | None, answers: Sequence[Bought]
) -> dict[str, Any]:
    """Calls, tokens and cost: of all answers kept for the stage's role, over all runs of the folder."""
    spends = [each.spend for each in answers if each.role == name]
    spec = getattr(stages, name, None)
    counts = tally.counts if tally is not None else {}
    return {
        "name": name,
        "backend": "+".join(spec.backend) if spec is not None else "",
        "in": survey["in", name],
        "out": survey["kept", name],
        "merged": survey["merged", name],
        "rejected": survey["rejected", name],
        "failed": survey["failed", name],
        "waiting": survey["waiting", name],
        "reused": counts.get("reused", 0),
        "computed": counts.get("computed", 0),
        "calls": sum(spend.calls for spend in spends),
        "input_tokens": sum(spend.input_tokens for spend in spends),
        "output_tokens": sum(spend.output_tokens for spend in spends),
        "cost_usd": round(sum(spend.cost_usd for spend in spends), 6),
        "seconds": survey["microseconds", name] / 1e6,
        "items": _item_flow(survey, name),
    }


def _item_flow(survey: Survey, stage: str) -> dict[str, dict[str, int]]:
    kinds = sorted({key[2] for key in survey if key[0] == "item_made" and key[1] == stage})
    flow = {}
    for kind in kinds:
        dropped = sum(by_rule(survey, "item_dropped", stage, kind).values())
        made = survey["item_made", stage, kind]
        flow[kind] = {"made": made, "kept": made - dropped, "rejected": dropped}
    return flow


def conservation_faults(found: Mapping[str, Any]) -> Sequence[str]:
    """Where in != out + merged + rejected + failed, for records by stage and by recipe."""
    faults = []
    for stage in found["stages"]:
        gone = stage["out"] + stage["merged"] + stage["rejected"] + stage["failed"]
        if stage["in"] != gone:
            faults.append(f"stage {stage['name']}: {stage['in']} in, {gone} accounted for")
        for kind, flow in stage["items"].items():
            if flow["kept"] < 0:
                faults.append(f"stage {stage['name']}: {kind}: {flow['rejected']} rejected of {flow['made']}")
    ended = found["merged"] + _total(found["rejected_records"]) + _total(found["failed_records"])
    for recipe, documents in found["published"].items():
        accounted = documents + sum(found["unpublished"][recipe].values()) + ended + found["waiting"]
        if accounted != found["inputs"]:
            faults.append(f"recipe {recipe}: {found['inputs']} inputs, {accounted} accounted for")
    return faults


def _total(by_stage: Mapping[str, Mapping[str, int]]) -> int:
    return sum(sum(rules.values()) for rules in by_stage.values())
