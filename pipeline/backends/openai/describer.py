"""What labels mean, by a language model: one request for each label and sense, the same for every picture."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.answers import DescribeAnswer
from pipeline.backends.openai.prompting.interview import Interview, Told, total
from pipeline.backends.openai.prompting.prompt import load_prompt
from pipeline.backends.openai.prompting.together import together
from pipeline.backends.openai.prompting.turns import Picture
from pipeline.language.wording import fold
from pipeline.protocols.backend import Said
from schemas.models import ModelSpec
from schemas.provenance import Provenance
from schemas.record import Description, Label, Record


class NoPixels:
    """For questions about words."""

    async def data_url(self, picture: Picture) -> str:
        raise AssertionError("a question about words shows no picture")


class OpenAIDescriber:
    """A sense is a label's synset; labels that the record has a description of already are not asked about.

    Raises PromptError for a prompt that does not fit.
    """

    name = "openai"

    def __init__(self, spec: ModelSpec, client: Client) -> None:
        prompt = load_prompt("describe", spec.prompt, DescribeAnswer, {"label", "sense"})
        self._interview = Interview(spec, client, prompt)

    def identity(self) -> Mapping[str, Any]:
        return self._interview.identity()

    async def describe(self, record: Record) -> Said[Description]:
        known = {description.label for description in record.descriptions}
        labels = [label for label in record.labels if label.name not in known]
        told = await together(self.meaning(label.name, label.synset) for label in labels)
        said = [
            Description(label=label.name, sense=label.synset, text=one.value.description, by=self._by(one))
            for label, one in zip(labels, told, strict=True)
            if one.value is not None
        ]
        dropped = [d for label, one in zip(labels, told, strict=True) for d in one.dropped("description", label.name)]
        answers = tuple(answer for one in told for answer in one.answers)
        return Said(tuple(said), tuple(dropped), answers, total([one.spend for one in told]))

    async def meaning(self, label: str, sense: str) -> Told[DescribeAnswer]:
        """Asked once for the run, whatever the case of its letters: the answer is found again by its content."""
        values = {"label": fold(label), "sense": sense or self._interview.prompt.frame.nothing}
        return await self._interview.ask(values, (), NoPixels())

    def _by(self, told: Told[DescribeAnswer]) -> Provenance:
        return self._interview.by("describe", told)


def questions(records: Iterable[Record]) -> list[tuple[str, str]]:
    """Each (label, sense) that these records ask about, once, in order: what can be asked ahead of the stage."""
    asked: dict[tuple[str, str], None] = {}
    for record in records:
        known = {description.label for description in record.descriptions}
        asked.update(dict.fromkeys(_question(label) for label in record.labels if label.name not in known))
    return list(asked)


def _question(label: Label) -> tuple[str, str]:
    return fold(label.name), label.synset
