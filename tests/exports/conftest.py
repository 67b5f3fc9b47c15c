"""A run whose pictures show where every box is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.exports import Exported, ExportOptions, export
from schemas.record import Record
from tests.exports.scene import picture, scene
from tests.publish.press import Press, make_spec

Publish = Callable[..., Press]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Publishes records (six scenes, of two splits) under a recipe."""

    return lambda recipe, records=None: published(tmp_path, recipe, records)


def published(root: Path, recipe: str, records: list[Record] | None = None) -> Press:
    press = Press(root)
    records = [scene(number) for number in range(6)] if records is None else records
    press.pictures |= {r.key: picture(int(r.key.split("/")[1])) for r in records}
    press.publish([records], make_spec(max_documents=4, val=0.3), recipe)
    return press


def exported(press: Press, name: str, **options: object) -> Exported:
    """Into `out/<format>` beside the run."""
    return export(press.store, "shards", name, press.root / "out" / name, ExportOptions.model_validate(options))
