"""A prompt: words kept under prompts/openai, checked at load against what its role offers and must answer."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from prompts.loader import Loaded, PromptError, load
from schemas.model import Model
from schemas.template import placeholders

A = TypeVar("A", bound=BaseModel)


class Example(Model):
    """What a model is given, in words, and what it should answer."""

    given: str = Field(min_length=1)
    answer: dict[str, Any]


class PromptFile(Model):
    """`needs`: the placeholders of `user`, no more and no fewer. `tasks`: further wording by name, for `ask`."""

    about: str
    role: str
    answer: str = Field(description="the pydantic model of openai.prompting.answers that answers must fit")
    needs: tuple[str, ...] = ()
    system: str = Field(min_length=1)
    user: str = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1, max_length=3)
    tasks: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        found = placeholders(self.user)
        if found != set(self.needs) or len(set(self.needs)) != len(self.needs):
            raise ValueError(f"user has the placeholders {sorted(found)} and needs {list(self.needs)}: make them agree")
        return self


class Frame(Model):
    """What all prompts share: how an example, a region and a repair are worded."""

    about: str
    example: str
    region: str
    object_image: str
    repair: str
    nothing: str = Field(description="stands for an empty list")

    @model_validator(mode="after")
    def _has_its_placeholders(self) -> Self:
        for name, wanted in _FRAME.items():
            if placeholders(getattr(self, name)) != wanted:
                raise ValueError(f"{name} must have the placeholders {sorted(wanted)}")
        return self


_FRAME = {
    "example": {"given", "answer"},
    "region": {"number", "label", "left", "top", "right", "bottom"},
    "object_image": {"number"},
    "repair": {"error"},
    "nothing": set[str](),
}


@dataclass(frozen=True, slots=True)
class Prompt(Generic[A]):
    """`name` is name@version for provenance; `digests` decide the words."""

    file: PromptFile
    frame: Frame
    answer: type[A]
    name: str
    digests: tuple[str, str]


def load_prompt(role: str, name: str | None, answer: type[A], offers: Set[str]) -> Prompt[A]:
    """prompts/openai/<name>.yaml, by default the role's own. Raises PromptError, naming file, key and remedy."""
    stem = f"openai/{name or role}"
    loaded = load(stem, PromptFile)
    file = loaded.body
    _check(stem, "role", file.role, role)
    _check(stem, "answer", file.answer, answer.__name__)
    if unknown := sorted(set(file.needs) - offers):
        raise PromptError(f"prompts/{stem}.yaml: key `needs`: {role} offers {sorted(offers)}, not {unknown}")
    for number, example in enumerate(file.examples):
        try:
            answer.model_validate(example.answer)
        except ValidationError as error:
            where = f"prompts/{stem}.yaml: key `examples.{number}.answer`"
            raise PromptError(f"{where}: does not fit {answer.__name__}: {first_error(error)}") from error
    frame: Loaded[Frame] = load("openai/frame", Frame)
    return Prompt(file, frame.body, answer, loaded.name, (loaded.digest, frame.digest))


def first_error(error: ValidationError) -> str:
    """Where and why, on one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _check(stem: str, key: str, said: str, wanted: str) -> None:
    if said != wanted:
        raise PromptError(f"prompts/{stem}.yaml: key `{key}`: is {said!r}, must be {wanted!r} where it is used")
