"""Writes the JSON Schemas beside the models: `python -m schemas.export` after a model of a published file changed."""

import json
from pathlib import Path

from schemas.document import Document
from schemas.manifest import Manifest
from schemas.model import Model

PUBLISHED: dict[str, type[Model]] = {"document": Document, "manifest": Manifest}


def schema_path(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.schema.json")


def schema_text(model: type[Model]) -> str:
    """As written to the file: every field is always there, so all are required."""
    return json.dumps(model.model_json_schema(mode="serialization"), indent=2) + "\n"


if __name__ == "__main__":
    for name, model in PUBLISHED.items():
        schema_path(name).write_text(schema_text(model), encoding="utf-8")
