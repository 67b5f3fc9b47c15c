"""Documents and questions as a trainer will read them: parts in order, coordinates said in the default frame."""

from dataclasses import dataclass
from itertools import chain

from pipeline.exports.text import bracketed, coordinates
from pipeline.report.crops import Crops
from pipeline.report.places import places_of
from pipeline.report.words import Piece, Source, pieces_of, sources_of
from schemas.document import Document
from schemas.frames import Unit
from schemas.question import Conversation
from schemas.record import Record

FRAME = Unit()
"""Three decimals from 0 to 1 of the upright, unpadded picture: what shards are rendered in by default."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One recipe's document. `is_square`: it shows a part of the picture, and its coordinates are relative to that."""

    recipe: str
    template: str
    is_square: bool
    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]
    num_conversations: int


@dataclass(frozen=True, slots=True)
class Turn:
    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Question:
    turns: tuple[Turn, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The first questions of one kind; `count`: of all there are."""

    task: str
    count: int
    questions: tuple[Question, ...]


def reading_of(record: Record, recipe: str, document: Document, crops: Crops) -> Reading:
    places = places_of(document.regions, document.view, record.regions)
    numbers = {}
    used = sorted({part.object_image for part in document.segments if part.object_image is not None})
    for place in used:
        wanted = document.object_images[place]
        region = places[wanted.region]
        numbers[place] = crops.number(document.regions[wanted.region].box, wanted, region), region
    say = coordinates(document, FRAME)
    width, height = record.image.size
    return Reading(
        recipe,
        document.template,
        document.view != (0.0, 0.0, float(width), float(height)),
        pieces_of(document.segments, say, places, numbers),
        sources_of(document.segments, say),
        len(document.conversations),
    )


def questions_of(record: Record, most: int, crops: Crops) -> tuple[Kind, ...]:
    """By kind, in the order they were asked; `most` of each."""
    found: dict[str, list[Conversation]] = {}
    for conversation in record.conversations:
        found.setdefault(conversation.task, []).append(conversation)
    return tuple(
        Kind(task, len(all_of_it), tuple(_question(record, one, crops) for one in all_of_it[:most]))
        for task, all_of_it in found.items()
    )


def _question(record: Record, conversation: Conversation, crops: Crops) -> Question:
    def say(region: int) -> str:
        return bracketed(FRAME.from_pixels(record.regions[region].box, record.image.size), FRAME)

    numbers = {
        place: (crops.number(record.regions[wanted.region].box, wanted, wanted.region), wanted.region)
        for place, wanted in enumerate(conversation.object_images)
    }
    own = {index: index for index in range(len(record.regions))}
    turns = tuple(Turn(turn.role, pieces_of(turn.parts, say, own, numbers)) for turn in conversation.turns)
    said = [sources_of([part for part in turn.parts if part.image is None], say) for turn in conversation.turns]
    return Question(turns, tuple(chain.from_iterable(said)))
