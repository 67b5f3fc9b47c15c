"""The backend `rules` of the stage `ask`: questions and answers from templates, of every family the settings name."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from pipeline.backends.rules.questions.attributes import Attributes
from pipeline.backends.rules.questions.captions import Captions
from pipeline.backends.rules.questions.conversation import Dialogues
from pipeline.backends.rules.questions.counting import Counting
from pipeline.backends.rules.questions.description import Description
from pipeline.backends.rules.questions.dice import Dice
from pipeline.backends.rules.questions.existence import Existence
from pipeline.backends.rules.questions.image_coordinate import ImageCoordinate
from pipeline.backends.rules.questions.relations import Relations
from pipeline.backends.rules.questions.rounds import Family, conversation
from pipeline.backends.rules.questions.text_coordinate import TextCoordinate
from pipeline.backends.rules.questions.text_image import TextImage
from pipeline.checks.facts import Facts
from pipeline.language.language import language
from pipeline.language.vocabulary import digests
from pipeline.protocols.backend import Said
from schemas.question import Conversation
from schemas.record import Record
from schemas.stages import AskSpec
from schemas.stages import Family as FamilyName

FAMILIES: dict[FamilyName, Callable[[AskSpec], Family]] = {
    "text_coordinate": TextCoordinate,
    "image_coordinate": ImageCoordinate,
    "text_image": TextImage,
    "description": Description,
    "count": Counting,
    "existence": Existence,
    "attribute": Attributes,
    "relation": Relations,
    "caption": Captions,
}


class TemplateAsker:
    """Deterministic in (settings, record). Raises PromptError when a file of wordings is missing or wrong."""

    name = "rules"

    def __init__(self, spec: AskSpec) -> None:
        self._spec = spec
        self._language = language()
        self._families = [make(spec) for name, make in FAMILIES.items() if name in spec.tasks]
        self._dialogues = Dialogues(spec) if "conversation" in spec.tasks else None

    def identity(self) -> Mapping[str, Any]:
        sheets = [sheet for family in (*self._families, self._dialogues) if family for sheet in family.sheets]
        words = {sheet.name: sheet.digest for sheet in sheets} | {"lexicon": self._language.digest}
        words |= digests()
        return {"name": self.name, "version": 1, "prompts": dict(sorted(words.items()))}

    async def ask(self, record: Record) -> Said[Conversation]:
        facts = Facts(record, self._language, self._spec.min_lead)
        return Said(tuple(self._asked(facts)))

    def _asked(self, facts: Facts) -> Iterator[Conversation]:
        for family in self._families:
            for task in family.tasks:
                dice = Dice(self._spec.seed, facts.record.key, task)
                for one in islice(family.rounds(task, facts, dice), self._spec.max_per_task):
                    yield conversation(task, [one])
        if self._dialogues is not None and (rounds := self._dialogues.rounds(facts)):
            yield conversation("conversation", rounds)
