"""From a model's conversation to ours: citations become references, claims are grounded, options are drawn."""

import random
from collections.abc import Sequence

from pipeline.backends.openai.asking.choosing import options_for
from pipeline.backends.openai.asking.taskform import CHOICES, form_fault
from pipeline.backends.openai.asking.ungrounded import Ungrounded
from pipeline.backends.openai.prompting.answers import ClaimAnswer, ConversationAnswer
from pipeline.backends.openai.prompting.listing import citable
from pipeline.backends.openai.prompting.markup import Piece, has_coordinates, pieces
from pipeline.backends.rules.questions.crops import Cropper
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.parts import Atom, Boxes, Crop, PartWriter, Words, options
from pipeline.checks.options import LETTERS
from pipeline.language.wording import fold
from schemas.objectimage import ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Claim, Conversation
from schemas.record import Record
from schemas.stages import AskSpec


class Writer:
    """Of one record's conversations; augmentations and options are drawn from seed, key and the kind of question."""

    def __init__(self, record: Record, spec: AskSpec, by: Provenance) -> None:
        self._record, self._spec, self._by = record, spec, by
        self._known = citable(record)
        self._labels = {fold(region.label) for region in record.regions} | {fold(label.name) for label in record.labels}
        self._cropper = Cropper(spec)
        self._dice = Dice(spec.seed, record.key, "openai")

    def conversation(self, said: ConversationAnswer) -> Conversation:
        """Raises Ungrounded."""
        if (rule := form_fault(said)) is not None:
            raise Ungrounded(rule)
        texts = [text for one in said.rounds for text in (one.question, one.answer)]
        if any(has_coordinates(text) for text in texts):
            raise Ungrounded("literal_coordinates")
        claims = [self._claim(claim) for claim in said.claims]
        rng = self._dice.next()
        spoken = tuple(dict.fromkeys(i for claim in claims for i in claim.regions)) if len(said.rounds) == 1 else ()
        turns = [self._atoms(list(pieces(text)), spoken, rng) for text in texts]
        if said.task in CHOICES:
            claims.append(self._offer(turns, said, claims, rng))
        return self._assembled(said, turns, claims)

    def _assembled(self, said: ConversationAnswer, atoms: list[list[Atom]], claims: list[Claim]) -> Conversation:
        crops: list[ObjectImage] = []
        turns = []
        for number, one in enumerate(atoms):
            opening = () if number else (Part(image=True, by=self._by),)
            parts = opening + PartWriter(crops, self._by).write(one).parts()
            turns.append(Turn(role="assistant" if number % 2 else "user", parts=parts))
        shown = (Claim(kind="shows", regions=(crop.region,), value=str(i)) for i, crop in enumerate(crops))
        return Conversation(
            task=said.task,
            turns=tuple(turns),
            object_images=tuple(crops),
            claims=tuple(dict.fromkeys((*claims, *shown))),
        )

    def _atoms(self, found: Sequence[Piece], spoken: tuple[int, ...], rng: random.Random) -> list[Atom]:
        """Words speak of the region cited right after them; of all that is claimed where none is cited in the turn."""
        atoms: list[Atom] = []
        cites = any(piece.kind != "words" for piece in found)
        for number, piece in enumerate(found):
            if piece.kind == "words":
                following = found[number + 1] if number + 1 < len(found) else None
                about = (self._region(following.number),) if following is not None else ()
                atoms.append(Words(piece.text, about if cites else spoken))
            elif piece.kind == "box":
                atoms.append(Boxes((self._region(piece.number),)))
            else:
                atoms.append(Crop(self._cropper.crop(self._region(piece.number), rng)))
        return atoms

    def _offer(
        self, turns: list[list[Atom]], said: ConversationAnswer, claims: list[Claim], rng: random.Random
    ) -> Claim:
        """Adds the options to the question and makes the answer a letter. Raises Ungrounded when nothing else fits."""
        right = self._region(next(piece.number for piece in pieces(said.rounds[0].answer) if piece.kind == "picture"))
        must_differ = said.task == "text_to_image"
        shown = options_for(self._record, list(self._known.values()), right, must_differ, self._spec.num_options, rng)
        turns[0] += options([self._cropper.crop(i, rng) for i in shown])
        turns[1] = [Words(LETTERS[shown.index(right)], (right,))]
        return Claim(kind="option", regions=tuple(shown), value=str(shown.index(right)))

    def _claim(self, said: ClaimAnswer) -> Claim:
        if said.label and said.kind != "absent" and fold(said.label) not in self._labels:
            raise Ungrounded("label_not_in_list")
        regions = tuple(self._region(number) for number in said.regions)
        return Claim(kind=said.kind, regions=regions, label=said.label.strip(), value=said.value.strip())

    def _region(self, number: int) -> int:
        if number not in self._known:
            raise Ungrounded("no_such_region", float(number))
        return self._known[number]
