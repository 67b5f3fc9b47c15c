"""Object images to coordinates and back: where does this come from, and which of these is there."""

import random
from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.crops import Cropper, distractors, worth_showing
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import text
from pipeline.backends.rules.questions.parts import Boxes, Crop, Fill, options
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from pipeline.checks.options import LETTERS
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec


class ImageCoordinateWords(Model):
    locate: Annotated[Exchange, takes("object", "box")]
    choose: Annotated[Exchange, takes("box options", "letter")]


class ImageCoordinate:
    tasks: tuple[Task, ...] = ("image_to_coordinate", "coordinate_to_image")

    def __init__(self, spec: AskSpec) -> None:
        self._num_options = spec.num_options
        self._cropper = Cropper(spec)
        self._sheet = sheet(spec.templates, "image_coordinate", ImageCoordinateWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        regions = worth_showing(facts, dice)
        for region in regions:
            rng = dice.next()
            if task == "image_to_coordinate":
                yield self._located(facts, region, rng)
            elif others := distractors(facts, region, rng.sample(regions, len(regions)), self._num_options - 1):
                yield self._chosen(facts, region, others, rng)

    def _located(self, facts: Facts, region: int, rng: random.Random) -> Round:
        fills: dict[str, Fill] = {"object": (Crop(self._cropper.crop(region, rng)),), "box": (Boxes((region,)),)}
        return spoken(self._sheet.words.locate, rng, self._sheet.by, fills, ())

    def _chosen(self, facts: Facts, region: int, others: list[int], rng: random.Random) -> Round:
        shown = rng.sample([region, *others], len(others) + 1)
        right = shown.index(region)
        fills = {
            "box": (Boxes((region,)),),
            "options": options([self._cropper.crop(i, rng) for i in shown]),
            "letter": text(LETTERS[right], region),
        }
        claim = Claim(kind="option", regions=tuple(shown), value=str(right))
        return spoken(self._sheet.words.choose, rng, self._sheet.by, fills, (claim,))
