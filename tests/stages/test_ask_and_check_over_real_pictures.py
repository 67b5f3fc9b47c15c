"""`ask` and `check` over scenes and over real COCO and Visual Genome annotations, from the sources on."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.backends.annotations.captions import AnnotationsCaptioner
from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.backends.annotations.questions import AnnotationsAsker
from pipeline.backends.annotations.regions import AnnotationsGrounder
from pipeline.backends.annotations.relations import AnnotationsRelator
from pipeline.backends.rules.geometry import GeometryRelator
from pipeline.backends.rules.questions.asker import TemplateAsker
from pipeline.protocols.stage import Kept
from pipeline.stages.ask import Ask
from pipeline.stages.caption import Caption
from pipeline.stages.check import Check
from pipeline.stages.ground import Ground
from pipeline.stages.recognize import Recognize
from pipeline.stages.relate import Relate
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import AskSpec, CaptionSpec, CheckSpec, GroundSpec, RecognizeSpec, RelateSpec
from tests.sources.importing import DATA, imported, sources
from tests.stages.questioning import FILTER, kept, outcome, questions, with_questions


def annotated(records: Iterator[Record]) -> Iterator[Record]:
    relate = RelateSpec()
    stages = (
        Caption(CaptionSpec(), [AnnotationsCaptioner()]),
        Recognize(RecognizeSpec(), [AnnotationsRecognizer()]),
        Ground(GroundSpec(), [AnnotationsGrounder()]),
        Relate(relate, [AnnotationsRelator(), GeometryRelator(relate)]),
    )
    for record in records:
        for stage in stages:
            found = outcome(stage, record)
            assert isinstance(found, Kept)
            record = record.model_copy(update=dict(found.adds))
        yield record


def met(scratch: Path, **spec: object) -> Iterator[Record]:
    for source in sources(scratch, **spec):
        yield from (draft.record for draft in imported(source).drafts.values())


def tasks_that_stay(records: Iterator[Record]) -> Counter[str]:
    """Nothing may fall but by the filter: what is asked must be true."""
    spec = AskSpec()
    ask, check = Ask(spec, [AnnotationsAsker(), TemplateAsker(spec)]), Check(CheckSpec())
    stay: Counter[str] = Counter()
    for record in annotated(records):
        found = kept(check, with_questions(record, *questions(ask, record)))
        assert {drop.rule for drop in found.dropped} <= FILTER, (record.key, found.dropped)
        stay.update(one.task for one in found.adds["conversations"] if isinstance(one, Conversation))
    return stay


def test_scenes_feed_every_kind_of_question(tmp_path: Path) -> None:
    stay = tasks_that_stay(met(tmp_path, kind="scenes", count=6, seed=5, layout="both"))
    assert {"text_to_coordinate", "coordinate_to_text", "image_to_coordinate", "coordinate_to_image", "text_to_image",
            "image_relation", "conversation", "description", "count", "existence", "attribute", "relation", "caption",
            "qa"} == set(stay)  # fmt: skip


@pytest.mark.shared
def test_real_coco_pictures(tmp_path: Path) -> None:
    root = DATA / "coco"
    if not root.is_dir():
        pytest.skip("needs the real COCO sample in ../shared/data/coco")
    spec = {
        "images": str(root / "train2017"),
        "instances": str(root / "annotations" / "instances_train2017.json"),
        "captions": str(root / "annotations" / "captions_train2017.json"),
    }
    stay = tasks_that_stay(met(tmp_path, kind="coco", **spec))
    assert {"count", "existence", "conversation", "description", "text_to_image"} <= set(stay)


@pytest.mark.shared
def test_real_visual_genome_pictures(tmp_path: Path) -> None:
    root = DATA / "visual_genome"
    if not root.is_dir():
        pytest.skip("needs the real Visual Genome sample in ../shared/data/visual_genome")
    annotations = str(root / "annotations_v1_2")
    stay = tasks_that_stay(met(tmp_path, kind="visual_genome", images=str(root / "images"), annotations=annotations))
    assert {"attribute", "relation", "image_relation", "qa"} <= set(stay)
    assert not {"count", "existence"} & set(stay), "Visual Genome promises nothing complete"
