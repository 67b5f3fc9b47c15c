"""Packed and branched rows compute what each sequence would compute alone."""

from pathlib import Path

import pytest
import torch

from pipeline.training.data.batch import Filled, collate
from pipeline.training.data.gather import Data, gather
from pipeline.training.data.plan import Draw
from pipeline.training.data.sequence import NO_TARGET
from pipeline.training.engine.ranks import Ranks
from pipeline.training.models.build import Built, build
from pipeline.training.models.tokenizer import tokenizer_words
from prompts.loader import load
from schemas.chat import ChatMarks
from schemas.training import TrainSpec
from tests.training.specs import DISCRETE, GROUNDING, spec

FAMILIES = {"grounding": GROUNDING, "discrete": DISCRETE, "both ways": GROUNDING | {"attends_within_images": True}}


def made(wanted: TrainSpec) -> tuple[Built, Data]:
    built = build(wanted, tokenizer_words(wanted, load("training/chat", ChatMarks).body), "chat@1")
    built.model.eval()
    return built, gather(wanted.data, built, Path(wanted.out, "survey"), Ranks(0, 1, torch.device("cpu")))


def read(data: Data, numbers: range) -> list[Filled]:
    found = [data.reader.read(Draw(0, number)) for number in numbers]
    assert None not in found
    return [filled for filled in found if filled is not None]


@torch.no_grad()
def loss(built: Built, rows: list[list[Filled]]) -> float:
    return float(built.model(collate(rows, None, built.sides)))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_packed_row_has_the_loss_of_its_sequences_alone(family: str, shards: Path, tmp_path: Path) -> None:
    model = FAMILIES[family]
    trained = {"optimize": {"trainable": ["language"]}}
    built, data = made(spec(shards, tmp_path, "multigrained", model=model, **trained))
    sequences = read(data, range(5))
    alone = sum(loss(built, [[filled]]) for filled in sequences)
    assert loss(built, [sequences]) == pytest.approx(alone, rel=1e-5)
    assert loss(built, [sequences[:2], sequences[2:]]) == pytest.approx(alone, rel=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_questions_together_have_the_loss_of_questions_apart(family: str, shards: Path, tmp_path: Path) -> None:
    model, losses = FAMILIES[family], []
    for questions in ("together", "apart"):
        more = {"data": {"questions": questions}, "optimize": {"trainable": ["language"]}}
        built, data = made(spec(shards, tmp_path / questions, "grounding", model=model, **more))
        first = data.surveys[0].rows
        sample = [n for n in range(len(first)) if first[n, 1] == 0 and first[n, 0] == 0]
        losses.append(sum(loss(built, [[filled]]) for filled in read(data, range(len(sample)))))
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_a_neighbour_in_the_row_changes_nothing(shards: Path, tmp_path: Path) -> None:
    """And in one document with it, it would: the second half says that the first can fail."""
    built, data = made(spec(shards, tmp_path, "multigrained", model=FAMILIES["both ways"]))
    one, two = read(data, range(2))
    length = len(one.tokens.ids)
    found = []
    for documents, word in (([1, 2], 9), ([1, 2], 400), ([1, 1], 9), ([1, 1], 400)):
        batch = collate([[one, two]], None, built.sides)
        batch.targets_RT[0, :length] = NO_TARGET
        batch.documents_RT[0, length : length + len(two.tokens.ids)] = documents[1]
        words = (batch.pictures_RT[0] == 0) & (torch.arange(batch.ids_RT.shape[1]) < length)
        batch.ids_RT[0, words] = word
        with torch.no_grad():
            found.append(float(built.model(batch)))
    assert found[0] == found[1]
    assert abs(found[2] - found[3]) > 1e-3
