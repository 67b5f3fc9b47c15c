"""One question put to a model about one record: asked, read, repaired once, and accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from pipeline.answers.answer import Answer, Request
from pipeline.backends.openai.client.call import Call
from pipeline.backends.openai.client.client import Client
from pipeline.backends.openai.prompting.prompt import Prompt
from pipeline.backends.openai.prompting.schema import strict_schema
from pipeline.backends.openai.prompting.structured import Fault, Read, read_answer
from pipeline.backends.openai.prompting.turns import Picture, Pixels, Turn, real, words_at_most
from pipeline.protocols.stage import Dropped, ItemKind, Spend
from schemas.models import ModelSpec
from schemas.provenance import Provenance

A = TypeVar("A", bound=BaseModel)

MOST_QUOTED = 2000
"""Characters of a bad answer shown to the model again."""


@dataclass(frozen=True, slots=True)
class Told(Generic[A]):
    """`value` None: the answer broke the rule of `fault`, twice where a repair made sense."""

    value: A | None
    fault: Fault | None
    answers: tuple[str, ...]
    spend: Spend

    def dropped(self, kind: ItemKind, item: str = "") -> tuple[Dropped, ...]:
        """The counted rejection when there is no value."""
        return () if self.fault is None else (Dropped(kind, self.fault.rule, item or self.fault.words[:200]),)


class Interview(Generic[A]):
    """One role's prompt to one model."""

    def __init__(self, spec: ModelSpec, client: Client, prompt: Prompt[A]) -> None:
        self._spec, self._client, self.prompt = spec, client, prompt
        self._schema = strict_schema(prompt.answer)
        self._system = Turn("system", (_system_words(prompt),))

    def identity(self) -> Mapping[str, Any]:
        """What decides the words: model, parameters, prompt."""
        digests = {"prompt": self.prompt.name, "prompt_digest": list(self.prompt.digests)}
        return {"name": "openai", "version": 1, **self._spec.decisive(), **digests}

    def by(self, stage: str, told: Told[Any]) -> Provenance:
        return Provenance(
            stage=stage, backend="openai", model=self._spec.model, prompt=self.prompt.name, answer=told.answers[-1]
        )

    async def ask(self, values: Mapping[str, str], pictures: Sequence[str | Picture], pixels: Pixels) -> Told[A]:
        """`values` fill the prompt's placeholders; pictures follow the words. Raises a StopError or a RecordError."""
        words = self.prompt.file.user.format(**{name: values[name] for name in self.prompt.file.needs})
        turns = [self._system, Turn("user", (words, *pictures))]
        answer, spend = await self._put(turns, pixels)
        read = read_answer(answer.reply, self.prompt.answer)
        if read.fault is None or read.fault.is_final:
            return Told(read.value, read.fault, (answer.request,), spend)
        repair = self.prompt.frame.repair.format(error=read.fault.words)
        turns += [Turn("assistant", (answer.reply.text[:MOST_QUOTED],)), Turn("user", (repair,))]
        again, more = await self._put(turns, pixels)
        final: Read[A] = read_answer(again.reply, self.prompt.answer)
        return Told(final.value, final.fault, (answer.request, again.request), total((spend, more)))

    async def _put(self, turns: Sequence[Turn], pixels: Pixels) -> tuple[Answer, Spend]:
        request = Request(
            role=self.prompt.file.role,
            model=self._spec.model,
            parameters=self._parameters() | {"structured": self._spec.structured, "schema": self._schema},
            messages=tuple(turn.canonical() for turn in turns),
        )
        said = tuple(turns)
        return await self._client.ask(request, lambda: self._call(request.key, said, pixels))

    def _parameters(self) -> dict[str, Any]:
        spec = self._spec
        given = {"temperature": spec.temperature, "top_p": spec.top_p, "seed": spec.seed}
        set_ = {name: value for name, value in given.items() if value is not None}
        return set_ | {"max_tokens": spec.max_tokens, "extra": dict(spec.extra)}

    def _call(self, key: str, turns: Sequence[Turn], pixels: Pixels) -> Call:
        parameters = self._parameters()
        extra = parameters.pop("extra")
        parameters[self._spec.max_tokens_field] = parameters.pop("max_tokens")
        return Call(
            key=key,
            model=self._spec.model,
            messages=lambda: real(turns, pixels),
            parameters=parameters | extra,
            schema_name=self.prompt.file.role,
            schema=self._schema,
            structured=self._spec.structured,
            max_tokens=self._spec.max_tokens,
            input_tokens=words_at_most(turns) + len(str(self._schema)),
            num_pictures=sum(len(turn.pictures) for turn in turns),
        )


def total(spends: Sequence[Spend]) -> Spend:
    return Spend(
        sum(s.calls for s in spends),
        sum(s.input_tokens for s in spends),
        sum(s.output_tokens for s in spends),
        sum(s.cost_usd for s in spends),
    )


def _system_words(prompt: Prompt[Any]) -> str:
    examples = (
        prompt.frame.example.format(given=example.given.strip(), answer=_compact(prompt.answer, example.answer))
        for example in prompt.file.examples
    )
    return "\n\n".join((prompt.file.system.strip(), *(example.strip() for example in examples)))


def _compact(model: type[BaseModel], answer: Mapping[str, Any]) -> str:
    return model.model_validate(answer).model_dump_json()
