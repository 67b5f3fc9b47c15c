"""Captions of the whole picture, as answers, in the source's own words."""

from collections.abc import Iterator
from typing import Annotated

from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.fills import text
from pipeline.backends.rules.questions.rounds import Round, spoken
from pipeline.backends.rules.questions.sheet import sheet
from pipeline.backends.rules.questions.wording import Exchange, takes
from pipeline.checks.facts import Facts
from schemas.model import Model
from schemas.question import Claim, Task
from schemas.stages import AskSpec


class CaptionWords(Model):
    caption: Annotated[Exchange, takes("", "caption")]


class Captions:
    """A recipe that wants one caption a picture takes the first; TinyGroundingGPT samples one instruction each."""

    tasks: tuple[Task, ...] = ("caption",)

    def __init__(self, spec: AskSpec) -> None:
        self._sheet = sheet(spec.templates, "caption", CaptionWords)
        self.sheets = (self._sheet,)

    def rounds(self, task: Task, facts: Facts, dice: Dice) -> Iterator[Round]:
        for caption in dice.shuffled(facts.record.captions):
            claims = (Claim(kind="quotes", value=caption.text),)
            fills = {"caption": text(caption.text)}
            yield spoken(self._sheet.words.caption, dice.next(), self._sheet.by, fills, claims)
