"""Results as text that reads well at 80 columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from jobs.sheet import amount, fitting, listed, rules, seconds, table, text, wrapped

MAX_FAULTS = 20

Say = Callable[[int], str]
"""How an amount is said: with every digit, or short."""


def plan_table(body: Mapping[str, Any]) -> str:
    sources = table("source", "brings")
    for source in body["sources"]:
        sources.add_row(source["name"], " ".join(source["grains"]))
    known = body["is_imported"]
    lines = [
        f"job {body['job']} -> {body['out']}",
        text(sources),
        f"{amount(body['records'])} records imported" if known else _not_imported(body["most_records"]),
        fitting(lambda say: _work(body, say)),
        listed("recipes", body["recipes"]),
        *_forecast_lines(body["forecast"], body["budget_usd"]),
        *(wrapped(f"warning: {warning}") for warning in body["warnings"]),
    ]
    return "\n".join(lines)


def _work(body: Mapping[str, Any], say: Say) -> Table:
    made = table("stage", "backend", "reads", "reused", "to compute")
    for stage in body["stages"]:
        compute = _compute(stage, body["most_records"], say)
        made.add_row(stage["name"], stage["backend"], " ".join(stage["reads"]), say(stage["reused"]), compute)
    return made


def _forecast_lines(forecast: Mapping[str, Any], budget_usd: float | None) -> list[str]:
    """An estimate, and said to be one."""
    if not forecast["stages"]:
        return ["forecast: no model is asked"]
    lines = [
        "forecast, at most and estimated (kept answers cost nothing again):",
        fitting(lambda say: _asks(forecast, say)),
    ]
    if any(each["stage"] == "describe" for each in forecast["stages"]):
        lines.append(wrapped("describe: one request for each label and sense, counted once the labels are known"))
    return [*lines, f"budget: {budget_usd:,.2f} USD"] if budget_usd is not None else lines


def _asks(forecast: Mapping[str, Any], say: Say) -> Table:
    made = table("asks", "model", "requests", "tokens in", "tokens out", "USD")
    for each in forecast["stages"]:
        name = each["stage"] if each["role"] == each["stage"] else f"{each['stage']} ({each['role']})"
        made.add_row(name, each["model"], *_amounts(each, say))
    made.add_row("all", "", *_amounts(forecast, say))
    return made


def _amounts(each: Mapping[str, Any], say: Say) -> tuple[str, ...]:
    cost = "not known" if each["cost_usd"] is None else f"{each['cost_usd']:,.2f}"
    return say(each["calls"]), say(each["input_tokens"]), say(each["output_tokens"]), cost


def _compute(stage: Mapping[str, Any], most: int | None, say: Say) -> str:
    if stage["compute"] is not None:
        return f"{'' if stage['is_exact'] else '<= '}{say(stage['compute'])}"
    return "all" if most is None else f"<= {say(most)}"


def _not_imported(most: int | None) -> str:
    bound = "how many images is not known" if most is None else f"at most {amount(most)} images (upper bound)"
    return f"not imported yet: {bound}"


def status_table(body: Mapping[str, Any]) -> str:
    lines = [f"run {body['run']} in {body['out']}", fitting(lambda say: _stages(body, say))]
    if any(_left_out(body)):
        lines.append(fitting(lambda say: _losses(body, say)))
    if any(stage["items"] for stage in body["stages"]):
        lines.append(fitting(lambda say: _items(body, say)))
    if body["answers"]:
        lines.append(fitting(lambda say: _answers(body["answers"], say)))
    if body["waiting"]:
        lines.append(f"{amount(body['waiting'])} records are still waiting: `multigrain run` goes on from here")
    return "\n".join([*lines, *_published(body)])


def _stages(body: Mapping[str, Any], say: Say) -> Table:
    made = table("stage", "in", "out", "merged", "rejected", "failed", "reused", "s")
    for stage in body["stages"]:
        numbers = (say(stage[name]) for name in ("in", "out", "merged", "rejected", "failed", "reused"))
        made.add_row(stage["name"], *numbers, seconds(stage["seconds"], say))
    return made


def _losses(body: Mapping[str, Any], say: Say) -> Table:
    made = table("left out by", "how", "rule", "records")
    for stage, how, rule, count in _left_out(body):
        made.add_row(stage, how, rule, say(count))
    return made


def _left_out(body: Mapping[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    """Whole records, and pictures met twice that could not be made one."""
    for how in ("rejected", "failed"):
        for stage, found in body[f"{how}_records"].items():
            for rule, count in found.items():
                yield stage, how, rule, count
    for rule, count in body["not_merged"].items():
        yield "import", "not merged", rule, count


def _items(body: Mapping[str, Any], say: Say) -> Table:
    made = table("items of", "kind", "made", "kept", "rejected", "by rule")
    for stage in body["stages"]:
        for kind, flow in stage["items"].items():
            why = body["rejected_items"].get(stage["name"], {}).get(kind, {})
            numbers = (say(flow[name]) for name in ("made", "kept", "rejected"))
            made.add_row(stage["name"], kind, *numbers, rules(why, say))
    return made


def _answers(answers: Sequence[Mapping[str, Any]], say: Say) -> Table:
    """What models were asked in this folder, over all runs."""
    made = table("answers to", "model", "kept", "tokens in", "tokens out", "USD")
    for each in answers:
        numbers = (say(each[name]) for name in ("calls", "input_tokens", "output_tokens"))
        made.add_row(each["role"], each["model"], *numbers, f"{each['cost_usd']:,.4f}")
    return made


def _published(body: Mapping[str, Any]) -> list[str]:
    if not body["published"]:
        return ["nothing published yet"]
    first = next((shards[0]["path"].rsplit("/", 2)[0] for shards in body["shards"].values() if shards), "shards")
    look = f"look: {body['out']}/{first}/<recipe>/  (README.md, manifest.json, *.tar)"
    return [fitting(lambda say: _recipes(body, say)), look]


def _recipes(body: Mapping[str, Any], say: Say) -> Table:
    made = table("recipe", "documents", "shards", "MB", "not for this recipe")
    for recipe, documents in body["published"].items():
        shards = body["shards"][recipe]
        size = sum(shard["bytes"] for shard in shards) / 1e6
        missed = rules(body["unpublished"][recipe], say)
        made.add_row(recipe, say(documents), say(len(shards)), f"{size:,.1f}", missed)
    return made


def export_lines(body: Mapping[str, Any]) -> str:
    rows = ", ".join(f"{n:,} in {name}" for name, n in body["rows"].items())
    lines = [
        f"{body['recipe']} as {body['format']}, boxes in the frame {body['frame']}: {body['out']}",
        f"{body['documents']:,} documents, {body['pictures']:,} pictures, {body['object_images']:,} object images",
        rows,
    ]
    return "\n".join([*lines, *(f"left out: {reason} {n:,}" for reason, n in body["left_out"].items())])


def report_lines(body: Mapping[str, Any]) -> str:
    sample = "" if body["surveyed"] == body["inputs"] else f"the first {body['surveyed']:,} by key hash of "
    counted = f"counted over {body['counted']:,} annotated records of {sample}{body['inputs']:,} source entries"
    return "\n".join(
        [
            f"report: {body['report']} ({body['bytes'] / 1e6:.1f} MB, opens from disk)",
            f"{counted}; {body['shown']:,} shown whole",
        ]
    )


def verify_table(body: Mapping[str, Any]) -> str:
    checked = ", ".join(f"{n:,} {what}" for what, n in body["checked"].items())
    if not body["faults"]:
        return f"verified: {checked}; no fault found"
    faults = [f"- {fault['place']}: {fault['what']}" for fault in body["faults"]]
    if len(faults) > MAX_FAULTS:
        faults[MAX_FAULTS:] = [f"... and {len(faults) - MAX_FAULTS:,} more; --json lists all"]
    return "\n".join([f"checked {checked}; {len(body['faults']):,} faults:", *faults])
