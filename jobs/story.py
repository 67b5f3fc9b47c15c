"""One image's story as text, stage by stage."""

from collections.abc import Mapping
from typing import Any


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
