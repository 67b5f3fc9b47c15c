"""Results as text that reads well at 80 columns."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

WIDTH = 80
MAX_FAULTS = 20


def plan_table(body: Mapping[str, Any]) -> str:
    table = _table("stage", "backend", "reads", "reused", "to compute")
    for stage in body["stages"]:
        compute = _compute(stage, body["most_records"])
        table.add_row(stage["name"], stage["backend"], " ".join(stage["reads"]), f"{stage['reused']:,}", compute)
    records = f"{body['records']:,} records imported" if body["is_imported"] else _not_imported(body["most_records"])
    sources = ", ".join(f"{source['name']} ({' '.join(source['grains'])})" for source in body["sources"])
    lines = [
        f"job {body['job']} -> {body['out']}",
        f"sources: {sources}; {records}",
        _text(table),
        f"recipes: {', '.join(body['recipes'])}",
        *_forecast_lines(body["forecast"], body["budget_usd"]),
        *(f"warning: {warning}" for warning in body["warnings"]),
    ]
    return "\n".join(lines)


def _forecast_lines(forecast: Mapping[str, Any], budget_usd: float | None) -> list[str]:
    """An estimate, and said to be one."""
    if not forecast["stages"]:
        return ["forecast: no model is asked"]
    table = _table("asks", "model", "requests", "tokens in", "tokens out", "USD")
    for each in forecast["stages"]:
        name = each["stage"] if each["role"] == each["stage"] else f"{each['stage']} ({each['role']})"
        table.add_row(name, each["model"], *_amounts(each))
    table.add_row("all", "", *_amounts(forecast))
    lines = ["forecast, at most and estimated (kept answers cost nothing again):", _text(table)]
    if any(each["stage"] == "describe" for each in forecast["stages"]):
        lines.append("describe: one request for each label and sense, counted once the labels are known")
    return [*lines, f"budget: {budget_usd:,.2f} USD"] if budget_usd is not None else lines


def _amounts(each: Mapping[str, Any]) -> tuple[str, ...]:
    cost = "not known" if each["cost_usd"] is None else f"{each['cost_usd']:,.2f}"
    return f"{each['calls']:,}", f"{each['input_tokens']:,}", f"{each['output_tokens']:,}", cost


def _compute(stage: Mapping[str, Any], most: int | None) -> str:
    if stage["compute"] is not None:
        return f"{'' if stage['is_exact'] else '<= '}{stage['compute']:,}"
    return "all" if most is None else f"<= {most:,}"


def _not_imported(most: int | None) -> str:
    bound = "how many images is not known" if most is None else f"at most {most:,} images (upper bound)"
    return f"not imported yet: {bound}"


def status_table(body: Mapping[str, Any]) -> str:
    table = _table("stage", "in", "out", "merged", "rejected", "failed", "reused", "s")
    for stage in body["stages"]:
        numbers = (f"{stage[name]:,}" for name in ("in", "out", "merged", "rejected", "failed", "reused"))
        table.add_row(stage["name"], *numbers, f"{stage['seconds']:.1f}")
    lines = [f"run {body['run']} in {body['out']}", _text(table)]
    lines += _reasons("rejected records", body["rejected_records"])
    lines += _reasons("failed records", body["failed_records"])
    lines += _reasons("same picture, not merged", {"import": body["not_merged"]} if body["not_merged"] else {})
    lines += _items(body["stages"], body["rejected_items"])
    lines += _answers(body["answers"])
    if body["waiting"]:
        lines.append(f"{body['waiting']:,} records are still waiting: `multigrain run` goes on from here")
    lines += _published(body)
    return "\n".join(lines)


def _answers(answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """What models were asked in this folder, over all runs."""
    if not answers:
        return []
    table = _table("answers to", "model", "kept", "tokens in", "tokens out", "USD")
    for each in answers:
        amounts = (f"{each[name]:,}" for name in ("calls", "input_tokens", "output_tokens"))
        table.add_row(each["role"], each["model"], *amounts, f"{each['cost_usd']:,.4f}")
    return [_text(table)]


def _published(body: Mapping[str, Any]) -> list[str]:
    if not body["published"]:
        return ["nothing published yet"]
    table = _table("recipe", "documents", "shards", "MB", "not for this recipe")
    for recipe, documents in body["published"].items():
        shards = body["shards"][recipe]
        size = sum(shard["bytes"] for shard in shards) / 1e6
        unpublished = " ".join(f"{rule} {n:,}" for rule, n in body["unpublished"][recipe].items())
        table.add_row(recipe, f"{documents:,}", str(len(shards)), f"{size:,.1f}", unpublished)
    first = next((shards[0]["path"].rsplit("/", 2)[0] for shards in body["shards"].values() if shards), "shards")
    return [_text(table), f"look: {body['out']}/{first}/<recipe>/  (README.md, manifest.json, *.tar)"]


def _reasons(title: str, by_stage: Mapping[str, Mapping[str, int]]) -> list[str]:
    found = [f"{stage} {rule} {n:,}" for stage, rules in by_stage.items() for rule, n in rules.items()]
    return [f"{title}: {'; '.join(found)}"] if found else []


def _items(stages: Sequence[Mapping[str, Any]], rejected: Mapping[str, Any]) -> list[str]:
    table = _table("items of", "kind", "made", "kept", "rejected", "by rule")
    for stage in stages:
        for kind, flow in stage["items"].items():
            rules = rejected.get(stage["name"], {}).get(kind, {})
            why = " ".join(f"{rule} {n:,}" for rule, n in rules.items())
            table.add_row(stage["name"], kind, f"{flow['made']:,}", f"{flow['kept']:,}", f"{flow['rejected']:,}", why)
    return [_text(table)] if table.row_count else []


def export_lines(body: Mapping[str, Any]) -> str:
    rows = ", ".join(f"{n:,} in {name}" for name, n in body["rows"].items())
    lines = [
        f"{body['recipe']} as {body['format']}, boxes in the frame {body['frame']}: {body['out']}",
        f"{body['documents']:,} documents, {body['pictures']:,} pictures, {body['object_images']:,} object images",
        rows,
    ]
    return "\n".join([*lines, *(f"left out: {reason} {n:,}" for reason, n in body["left_out"].items())])


def report_lines(body: Mapping[str, Any]) -> str:
    sample = "all" if body["surveyed"] == body["inputs"] else f"the first {body['surveyed']:,} by key hash of"
    return "\n".join(
        [
            f"report: {body['report']} ({body['bytes'] / 1e6:.1f} MB, opens from disk)",
            f"counted over {sample} {body['inputs']:,} images; {body['shown']:,} shown whole",
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


def story(body: Mapping[str, Any]) -> str:
    """One image, stage by stage."""
    lines = [
        f"{body['key']}: {body['fate']}",
        f"  picture {body['picture']['path']} of source {body['picture']['source']}, identity {body['identity']}",
        *_step("import", body["import"]),
    ]
    for stage in body["stages"]:
        lines += _step(stage["stage"], stage)
    return "\n".join(lines)


def _step(name: str, step: Mapping[str, Any]) -> list[str]:
    made = ", ".join(f"{n} {kind}" for kind, n in step["made"].items())
    head = f"  {name}: {step['fate']}" + (f" ({step['rule']}: {step['detail']})" if step["rule"] else "")
    lines = [f"{head}{f'; made {made}' if made else ''}"]
    for field, items in step.get("adds", {}).items():
        lines += [f"    + {field[:-1] if field.endswith('s') else field} {brief(item)}" for item in items]
    for drop in step["dropped"]:
        limit = "" if drop["threshold"] is None else f" against {drop['threshold']:g}"
        value = "" if drop["value"] is None else f": {drop['value']:g}{limit}"
        lines.append(f"    - {drop['kind']} {drop['item']!r}: {drop['rule']}{value}")
    return lines


def brief(item: Mapping[str, Any]) -> str:
    """An annotation in one line."""
    if "turns" in item:
        said = " / ".join(_turn(turn) for turn in item["turns"])
        return f"{item['task']}: {said}"
    if "predicate" in item:
        return f"#{item['subject']} {item['predicate']} #{item['object']}"
    if "box" in item:
        place = ", ".join(f"{v:g}" for v in item["box"])
        return f"{item['label'] or item['phrase']!r} [{place}] {item['score']:g}"
    name = item.get("name") or item.get("label")
    return f"{name}: {item['text']}" if name and "text" in item else str(name or item.get("text", ""))


def _turn(turn: Mapping[str, Any]) -> str:
    words = []
    for part in turn["parts"]:
        if part["text"] is not None:
            words.append(part["text"])
        elif part["image"]:
            words.append("<image>")
        elif part["region"] is not None:
            words.append(f"<region {part['region']}>")
        else:
            words.append(f"<object image {part['object_image']}>")
    return f"{turn['role']}: {''.join(words).strip()}"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, column in enumerate(columns):
        is_number = index > 0 and column in _NUMBERS
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    return table


_NUMBERS = {
    *("in", "out", "merged", "rejected", "failed", "reused", "s", "to compute"),
    *("documents", "shards", "MB", "made", "kept"),
}


def _text(table: Table) -> str:
    sheet = io.StringIO()
    Console(file=sheet, width=WIDTH, highlight=False, no_color=True).print(table)
    return "\n".join(line.rstrip() for line in sheet.getvalue().splitlines())
