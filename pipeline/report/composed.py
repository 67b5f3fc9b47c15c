"""An annotated record as the run's recipes make documents of it: the same function that publishing calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.publish.compose import Unpublished, compose
from pipeline.publish.recipes import load_recipe
from schemas.document import Document
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Composed:
    """By recipe: its document, or the rule by which it could not use the record."""

    documents: dict[str, Document] = field(default_factory=dict)
    unpublished: dict[str, str] = field(default_factory=dict)


def composed(record: Record, recipes: Sequence[str], withheld: str = "") -> Composed:
    """`withheld`: the rule that keeps it out of all. Raises PromptError, RecipeError for a recipe that is no more."""
    if withheld:
        return Composed(unpublished=dict.fromkeys(recipes, withheld))
    found = Composed()
    for recipe in recipes:
        made = compose(record, load_recipe(recipe))
        if isinstance(made, Unpublished):
            found.unpublished[recipe] = made.rule
        else:
            found.documents[recipe] = made
    return found
