"""The JSON Schema of an answer in the dialect servers take: all required, nothing unknown, no fine constraints."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_KEPT = frozenset({"type", "properties", "required", "items", "enum", "anyOf", "$ref", "$defs", "description"})
"""What OpenAI's strict mode and every guided decoder know; lengths and ranges are ours to check afterwards."""


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """For `response_format`; our own validation stays the judge."""
    strict = _strict(model.model_json_schema())
    assert isinstance(strict, dict)
    return strict


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if "const" in node:
        node = {**node, "enum": [node["const"]]}
    kept = {key: _named(key, value) for key, value in node.items() if key in _KEPT}
    if kept.get("type") == "object":
        kept["required"] = list(kept.get("properties", {}))
        kept["additionalProperties"] = False
    return kept


def _named(key: str, value: Any) -> Any:
    """Under these keys the keys are names of ours and not the dialect's."""
    if key in ("properties", "$defs"):
        return {name: _strict(node) for name, node in value.items()}
    return _strict(value)
