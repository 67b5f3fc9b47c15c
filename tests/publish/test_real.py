"""Documents of real COCO and Visual Genome pictures, through every stage and recipe."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.protocols.stage import Kept
from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.recipes import load_recipe
from pipeline.publish.verify_document import verify_document
from pipeline.run.build import build_stages
from pipeline.run.desk import Desk
from pipeline.sources.coco.source import CocoSource
from pipeline.sources.source import Draft, Fragment, Source
from pipeline.sources.visual_genome.source import VisualGenomeSource
from pipeline.store.local import LocalStore
from schemas.record import Record
from schemas.sources import CocoSpec, VisualGenomeSpec
from schemas.stages import ALL_STAGES

from .test_compose_any import RECIPES

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
PICTURES = 25

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data of ../shared is not here"),
]


def sources() -> dict[str, Source]:
    coco, genome = DATA / "coco", DATA / "visual_genome"
    return {
        "coco": CocoSource(
            CocoSpec(
                kind="coco",
                images=str(coco / "val2017"),
                instances=str(coco / "annotations/instances_val2017.json"),
                captions=str(coco / "annotations/captions_val2017.json"),
            )
        ),
        "vg": VisualGenomeSource(
            VisualGenomeSpec(
                kind="visual_genome", images=str(genome / "images"), annotations=str(genome / "annotations_v1_2")
            )
        ),
    }


def annotated(source: Source) -> Iterator[Record]:
    """The first pictures, through all stages."""
    source.check()
    fragments: dict[str, list[Fragment]] = {}
    for fragment in source.fragments():
        fragments.setdefault(fragment.id, []).append(fragment)
    stages = build_stages(ALL_STAGES, Desk(LocalStore("unused"), dict, lambda: None))
    for image_id in sorted(fragments)[:PICTURES]:
        draft = source.assemble(image_id, fragments[image_id], source.tables())
        if not isinstance(draft, Draft):
            continue
        record = draft.record
        for stage in stages:
            outcome = asyncio.run(stage.run(record))
            assert isinstance(outcome, Kept)
            record = record.model_copy(update=dict(outcome.adds))
        yield record


@pytest.mark.parametrize("name", ["coco", "vg"])
def test_every_document_of_real_pictures_holds_together(name: str) -> None:
    published: dict[str, int] = dict.fromkeys(RECIPES, 0)
    for record in annotated(sources()[name]):
        for stem in RECIPES:
            document = compose(record, load_recipe(stem))
            if isinstance(document, Unpublished):
                continue
            published[stem] += 1
            if not document.image.sha256:
                document = document.model_copy(
                    update={"image": document.image.model_copy(update={"sha256": document.image.source_sha256})}
                )
            assert verify_document(document) == [], (stem, record.key)
    empty = {stem for stem, count in published.items() if count == 0}
    captioned = {stem for stem in RECIPES if "caption" in load_recipe(stem).recipe.body.requires}
    assert empty == (set() if name == "coco" else captioned)
