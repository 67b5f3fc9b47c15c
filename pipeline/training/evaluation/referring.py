"""Referring expressions: where the model says a described thing is, counted right from an IoU of 0.5 on."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.training.data.coordinates import boxes_said, square_box
from pipeline.training.data.seeds import seed_of
from pipeline.training.evaluation.answers import answers
from pipeline.training.evaluation.held_out import HeldOut
from pipeline.training.models.build import Built
from schemas.document import Document, DocumentConversation
from schemas.geometry import Box, iou

RIGHT = 0.5
"""RefCOCO's measure, and TinyGroundingGPT's."""

LONGEST = 64
"""Tokens of an answer: a sentence around one box of three decimals."""


@dataclass(frozen=True, slots=True)
class Referred:
    """One question with the one box that answers it, 0 to 1 of the padded square."""

    document: Document
    asked: DocumentConversation
    box: Box


def questions(document: Document) -> Iterator[Referred]:
    """The document's questions from words to one place."""
    for asked in document.conversations:
        if asked.task != "text_to_coordinate":
            continue
        regions = [part.region for part in asked.turns[1].parts if part.region is not None]
        if len(regions) == 1:
            yield Referred(document, asked, square_box(document, regions[0]))


def referring(built: Built, held_out: HeldOut, mean: Box | None) -> dict[str, float | int]:
    """Accuracy beside baselines: three that see no picture, and one that knows where things are but not which is asked
    for. `mean`: the mean box of other data, None: of these."""
    asked = [question for document in held_out.documents() for question in questions(document)][: held_out.limit]
    if not asked:
        return {"questions": 0}
    prompts = [held_out.prompt(question.document, question.asked.turns[:1]) for question in asked]
    said = [boxes_said(text) for text in answers(built, prompts, LONGEST)]
    truth = [question.box for question in asked]
    found = [iou(boxes[0], box) if boxes else 0.0 for boxes, box in zip(said, truth, strict=True)]
    return {
        "questions": len(asked),
        "accuracy": accuracy(found),
        "mean_iou": sum(found) / len(found),
        "another_region": sum(map(_is_another, asked, said)) / len(asked),
        "without_box": sum(not boxes for boxes in said) / len(said),
        "centre_box": accuracy([iou((0.25, 0.25, 0.75, 0.75), box) for box in truth]),
        "mean_box": accuracy([iou(mean or mean_box(truth), box) for box in truth]),
        "random_box": accuracy([iou(random_box(number), box) for number, box in enumerate(truth)]),
        "any_region": accuracy(
            [iou(any_region(number, question.document), question.box) for number, question in enumerate(asked)]
        ),
    }


def accuracy(found: Sequence[float]) -> float:
    return sum(value >= RIGHT for value in found) / len(found)


def mean_box(boxes: Sequence[Box]) -> Box:
    x0, y0, x1, y1 = (sum(values) / len(boxes) for values in zip(*boxes, strict=True))
    return x0, y0, x1, y1


def _is_another(question: Referred, said: Sequence[Box]) -> bool:
    """Whether the answer is right about a region that was not asked for, and wrong about the one that was."""
    if not said or iou(said[0], question.box) >= RIGHT:
        return False
    others = (square_box(question.document, region) for region in range(len(question.document.regions)))
    return any(iou(said[0], other) >= RIGHT for other in others)


def any_region(number: int, document: Document) -> Box:
    """Of the same picture's regions one by the dice: right without reading the question."""
    dice = random.Random(seed_of("any region", number))
    return square_box(document, dice.randrange(len(document.regions)))


def random_box(number: int) -> Box:
    """Two corners, each anywhere."""
    dice = random.Random(seed_of("random box", number))
    (x0, x1), (y0, y1) = sorted((dice.random(), dice.random())), sorted((dice.random(), dice.random()))
    return x0, y0, x1, y1
