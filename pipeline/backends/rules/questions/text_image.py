"""Text and object images: which object image answers, and what two objects shown have to do with each other."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.crops import Cropper, distractors, worth_showing
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import referring, text
from pipeline.backends.rules.questions.parts import Crop, options
from pipeline.backends.rules.questions.references import references
from pipeline.backends.rules.questions.relations import clear_pairs, sentence
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from pipeline.checks.meaning import ONLY
from pipeline.checks.options import LETTERS
from pipeline.checks.reference import Reference
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.record import Relation
from schemas.stages import AskSpec


class TextImageWords(Model):
    choose: Annotated[Exchange, takes("thing options is?", "letter thing? is?")]
    relate: Annotated[Exchange, takes("subject object", "sentence")]


class TextImage:
    tasks: tuple[Task, ...] = ("text_to_image", "image_relation")

    def __init__(self, spec: AskSpec) -> None:
        self._num_options = spec.num_options
        self._cropper = Cropper(spec)
        self._sheet = sheet(spec.templates, "text_image", TextImageWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        if task == "image_relation":
            for relation in dice.shuffled(clear_pairs(facts)):
                yield self._related(facts, relation, dice.next())
            return
        regions = worth_showing(facts, dice)
        for region in regions:
            if possible := references(facts, region):
                rng = dice.next()
                reference = rng.choice(possible)
                candidates = self._wrong(facts, reference, rng.sample(regions, len(regions)))
                if others := distractors(facts, region, candidates, self._num_options - 1):
                    yield self._chosen(facts, reference, others, rng)

    def _wrong(self, facts: Facts, reference: Reference, regions: list[int]) -> list[int]:
        """Where only a name is said, nothing that answers to it; otherwise its like are the best distractors."""
        if reference.claim.value != ONLY:
            return sorted(regions, key=lambda i: facts.names[i] != reference.name)
        rivals = facts.rivals(reference.name)
        return [i for i in regions if i not in rivals]

    def _chosen(self, facts: Facts, reference: Reference, others: list[int], rng: random.Random) -> Round:
        shown = rng.sample([reference.region, *others], len(others) + 1)
        right = shown.index(reference.region)
        fills = referring(reference, rng) | {
            "options": options([self._cropper.crop(i, rng) for i in shown]),
            "letter": text(LETTERS[right], reference.region),
        }
        claims = (reference.claim, Claim(kind="option", regions=tuple(shown), value=str(right)))
        return spoken(self._sheet.words.choose, rng, self._sheet.by, fills, claims)

    def _related(self, facts: Facts, relation: Relation, rng: random.Random) -> Round:
        said, claims = sentence(facts, relation)
        fills = {
            "subject": (Crop(self._cropper.crop(relation.subject, rng)),),
            "object": (Crop(self._cropper.crop(relation.object, rng)),),
            "sentence": said,
        }
        return spoken(self._sheet.words.relate, rng, self._sheet.by, fills, claims)
