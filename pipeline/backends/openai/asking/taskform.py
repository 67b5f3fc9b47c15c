"""The form each kind of question has: which citations its question and its answer must hold."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.backends.openai.prompting.answers import ConversationAnswer
from pipeline.backends.openai.prompting.markup import MARK, pieces
from schemas.question import Task

CHOICES: tuple[Task, ...] = ("coordinate_to_image", "text_to_image")
"""Answered by one object image among several: the options are drawn here, not by the model."""


@dataclass(frozen=True, slots=True)
class Form:
    """How many boxes and pictures question and answer cite: least and most."""

    asked_boxes: range
    asked_pictures: range
    said_boxes: range
    said_pictures: range


_NONE, _ONE, _TWO = range(1), range(1, 2), range(2, 3)
_SOME, _ANY = range(1, 101), range(101)
_FORMS: Mapping[Task, Form] = {
    "text_to_coordinate": Form(_NONE, _NONE, _SOME, _NONE),
    "coordinate_to_text": Form(_SOME, _NONE, _NONE, _NONE),
    "image_to_coordinate": Form(_NONE, _ONE, _ONE, _NONE),
    "coordinate_to_image": Form(_ONE, _NONE, _NONE, _ONE),
    "text_to_image": Form(_NONE, _NONE, _NONE, _ONE),
    "image_relation": Form(_NONE, _TWO, _NONE, _NONE),
    "description": Form(_NONE, _NONE, _SOME, _NONE),
}
_FREE = Form(_ANY, _NONE, _ANY, _NONE)


def form_fault(said: ConversationAnswer) -> str | None:
    """The rule's name when a conversation is not of its kind."""
    if said.task == "conversation":
        return "too_few_rounds" if len(said.rounds) < 2 else None
    if len(said.rounds) != 1:
        return "too_many_rounds"
    question, answer = said.rounds[0].question, said.rounds[0].answer
    form = _FORMS.get(said.task, _FREE)
    (asked_boxes, asked_pictures), (said_boxes, said_pictures) = _cited(question), _cited(answer)
    fits = (
        asked_boxes in form.asked_boxes
        and asked_pictures in form.asked_pictures
        and said_boxes in form.said_boxes
        and said_pictures in form.said_pictures
    )
    if not fits:
        return "wrong_citations"
    is_bare = said.task not in CHOICES or MARK.sub("", answer).strip(" .") == ""
    return None if is_bare else "more_than_a_choice"


def _cited(text: str) -> tuple[int, int]:
    """How many boxes and how many pictures."""
    kinds = Counter(piece.kind for piece in pieces(text))
    return kinds["box"], kinds["picture"]
