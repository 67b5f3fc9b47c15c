"""Relations: of sentences that differ in the predicate alone, is the true one the likeliest answer?"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.training.data.seeds import permutation
from pipeline.training.evaluation.held_out import HeldOut
from pipeline.training.evaluation.losses import mean_loss
from pipeline.training.models.build import Built
from schemas.document import Document, DocumentConversation
from schemas.part import Part, Turn
from schemas.training import ShardSetSpec

CHOICES = 4
"""The true predicate and three others of the data that are not said of this pair; ours."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One question; `answers` differ in the predicate, the first is true."""

    document: Document
    asked: DocumentConversation
    answers: tuple[str, ...]


def relations(built: Built, held_out: HeldOut) -> dict[str, float | int]:
    """Accuracy by total likelihood a token, beside chance."""
    documents = list(held_out.documents())
    known = sorted({relation.predicate for document in documents for relation in document.relations})
    choices = [choice for document in documents for choice in choices_of(document, known)][: held_out.limit]
    right = sum(_likeliest(built, held_out, choice) == 0 for choice in choices)
    return {"questions": len(choices), "accuracy": right / max(1, len(choices)), "chance": 1 / CHOICES}


def choices_of(document: Document, known: list[str]) -> Iterator[Choice]:
    """From its questions about relations whose answer says a predicate of the annotations in its own words."""
    said = {(relation.subject, relation.object): set[str]() for relation in document.relations}
    for relation in document.relations:
        said[relation.subject, relation.object].add(relation.predicate)
    for number, asked in enumerate(document.conversations):
        text = "".join(part.text or "" for part in asked.turns[1].parts) if asked.task == "relation" else ""
        about = {region for part in asked.turns[1].parts for region in part.about}
        for (subject, other), predicates in said.items():
            true = [predicate for predicate in sorted(predicates) if f" {predicate} " in text]
            if true and {subject, other} <= about:
                false = [predicate for predicate in known if predicate not in predicates]
                drawn = [false[i] for i in permutation(len(false), document.key, number)[: CHOICES - 1]]
                if len(drawn) == CHOICES - 1:
                    others = (text.replace(f" {true[-1]} ", f" {predicate} ", 1) for predicate in drawn)
                    yield Choice(document, asked, (text, *others))
                break


def _likeliest(built: Built, held_out: HeldOut, choice: Choice) -> int:
    losses = []
    for answer in choice.answers:
        part = Part(text=answer, by=choice.asked.turns[1].parts[0].by)
        turns = (choice.asked.turns[0], Turn(role="assistant", parts=(part,)))
        wanted = ShardSetSpec(shards=held_out.folder, segments=False)
        document = choice.document.model_copy(
            update={"conversations": (DocumentConversation(task="relation", turns=turns),)}
        )
        (found,) = held_out.sequencer.spans(document, wanted)
        tokens = held_out.sequencer.sequence(document, found.span, wanted)
        losses.append(mean_loss(built, [held_out.filled(document, tokens)])["loss"])
    return losses.index(min(losses))
