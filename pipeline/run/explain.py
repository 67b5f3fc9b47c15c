"""The story of one image: what import made of it, what each stage added and dropped, and why it ended where it did."""

import json
from collections.abc import Sequence
from typing import Any

from pipeline.annotate.replay import replay
from pipeline.intake.input import Input
from pipeline.intake.inputs import read_slice
from pipeline.ledger.row import Row
from pipeline.protocols.stage import Dropped
from pipeline.run.open import OpenRun
from pipeline.run.resolve import SpecError


def explain(run: OpenRun, key: str) -> dict[str, Any]:
    """Raises SpecError for a key this run does not have."""
    found = find_input(run, key)
    body: dict[str, Any] = {
        "key": key,
        "fate": found.fate,
        "identity": found.identity,
        "picture": {"source": found.locator.source, "path": found.locator.path},
        "import": {
            "fate": found.fate,
            "rule": found.rule,
            "detail": found.detail,
            "value": found.value,
            "threshold": found.threshold,
            "made": dict(found.made),
            "dropped": _dropped(found.dropped),
        },
        "stages": [],
    }
    if found.fate != "kept":
        return body
    rows = run.inputs.slice_of(key)
    context = run.context
    (story,) = replay(context.ledger, context.nodes, rows.name, [found])
    record = story.growing.record()
    body["fate"] = story.standing
    body["image"] = record.image.model_dump(mode="json")
    body["stages"] = [_stage(name, row) for name, row in story.rows]
    return body


def find_input(run: OpenRun, key: str) -> Input:
    found = _input(run, key)
    if found is None:
        raise SpecError(f"{key!r} is no key of this run; {_hint(run, key)}")
    return found


def _input(run: OpenRun, key: str) -> Input | None:
    if not run.inputs.num_buckets:
        return None
    return next((row for row in read_slice(run.context.store, run.inputs.slice_of(key)) if row.key == key), None)


def _hint(run: OpenRun, key: str) -> str:
    for source in run.context.sources:
        if _input(run, f"{source}/{key}") is not None:
            return f"did you mean {source}/{key}?"
    for rows in run.inputs.slices():
        for row in read_slice(run.context.store, rows):
            if row.fate == "kept":
                return f"keys look like {row.key!r}"
    return "it has no record at all"


def _stage(name: str, row: Row) -> dict[str, Any]:
    return {
        "stage": name,
        "fate": row.fate,
        "rule": row.rule,
        "detail": row.detail,
        "value": row.value,
        "threshold": row.threshold,
        "made": dict(row.made),
        "dropped": _dropped(row.dropped),
        "adds": {field: json.loads(text) for field, text in row.adds},
        "calls": row.spend.calls,
        "cost_usd": row.spend.cost_usd,
        "seconds": row.seconds,
        "fingerprint": row.fingerprint,
    }


def _dropped(dropped: Sequence[Dropped]) -> list[dict[str, Any]]:
    return [
        {"kind": d.kind, "rule": d.rule, "item": d.item, "value": d.value, "threshold": d.threshold} for d in dropped
    ]
