"""A recipe: which grains a published document must hold, which it may hold, and how it is worded."""

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.model import Model
from schemas.question import Task

Grain = Literal["caption", "label", "description", "region", "relation", "question"]


class Recipe(Model):
    """prompts/recipes/<name>.yaml. A record without a required grain is unpublished, counted as `no_<grain>`."""

    about: str = Field(description="one line for people: what it is for, whose recipe it is")
    requires: tuple[Grain, ...] = Field(min_length=1)
    optional: tuple[Grain, ...] = ()
    template: str | None = Field(None, description="stem under prompts/documents; None: conversations only")
    tasks: tuple[Task, ...] = Field((), description="the conversations taken in; needs the grain question")

    @property
    def grains(self) -> frozenset[Grain]:
        """All that a document of this recipe may hold."""
        return frozenset(self.requires + self.optional)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        twice = sorted(set(self.requires) & set(self.optional))
        if twice:
            raise ValueError(f"{twice} are both required and optional; keep them in one list")
        if ("question" in self.grains) != bool(self.tasks):
            raise ValueError("the grain question and a list of tasks go together: give both or neither")
        if "description" in self.grains and "label" not in self.grains:
            raise ValueError("descriptions are of labels: add the grain label")
        if self.template is None and not self.tasks:
            raise ValueError("a recipe needs a template, tasks, or both: a document would be empty")
        return self
