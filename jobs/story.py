"""One image's story as text, stage by stage."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.report.rules import about_rule, measured


def story(body: Mapping[str, Any]) -> str:
    """One image, stage by stage."""
    lines = [
        f"{body['key']}: {body['fate']}",
        f"  picture {body['picture']['path']} of source {body['picture']['source']}, identity {body['identity']}",
        *_step("import", body["import"]),
    ]
    for stage in body["stages"]:
        lines += _step(stage["stage"], stage)
    return "\n".join([*lines, *_meanings(body)])


def _meanings(body: Mapping[str, Any]) -> Iterator[str]:
    """What #0 is, and each rule met, once."""
    if body["stages"]:
        yield "  #0, #1, ...: the regions as `ground` lists them, box in pixels [x0, y0, x1, y1]"
    met: dict[tuple[str, str], None] = {}
    for stage, step in (("import", body["import"]), *((each["stage"], each) for each in body["stages"])):
        for rule in (step["rule"], *(drop["rule"] for drop in step["dropped"])):
            met[rule, about_rule(stage, rule)] = None
    for rule, about in met:
        if about:
            yield textwrap.fill(f"{rule}: {about}", 100, initial_indent="  ", subsequent_indent="    ")


def _step(name: str, step: Mapping[str, Any]) -> list[str]:
    made = ", ".join(f"{n} {kind}" for kind, n in step["made"].items())
    head = f"  {name}: {step['fate']}" + (f" ({step['rule']}: {step['detail']})" if step["rule"] else "")
    lines = [f"{head}{f'; made {made}' if made else ''}"]
    for field, items in step.get("adds", {}).items():
        numbers = (f"#{number} " if field == "regions" else "" for number in range(len(items)))
        lines += [
            f"    + {field[:-1] if field.endswith('s') else field} {number}{_indented(brief(item))}"
            for number, item in zip(numbers, items, strict=True)
        ]
    for drop in step["dropped"]:
        why = measured(name, drop["rule"], drop["value"], drop["threshold"])
        lines.append(f"    - {drop['kind']} {drop['item']!r}: {drop['rule']}{f', {why}' if why else ''}")
    return lines


def _indented(text: str) -> str:
    """Its further lines below the first."""
    return "\n        ".join(text.splitlines())


def brief(item: Mapping[str, Any]) -> str:
    """An annotation in one line."""
    if "turns" in item:
        crops = "".join(
            f"\n<object image {place}>: of #{crop['region']}" for place, crop in enumerate(item["object_images"])
        )
        return f"{item['task']}\n" + "\n".join(_turn(turn) for turn in item["turns"]) + crops
    if "predicate" in item:
        return f"#{item['subject']} {item['predicate']} #{item['object']}"
    if "box" in item:
        place = ", ".join(f"{v:g}" for v in item["box"])
        return f"{item['label'] or item['phrase']!r} [{place}] score {item['score']:g}"
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
            words.append(f"<region #{part['region']}>")
        else:
            words.append(f"<object image {part['object_image']}>")
    return f"{turn['role']}: {''.join(words).strip()}"
