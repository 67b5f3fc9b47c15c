"""Loads a recipe with its template, checks that they go together, and says what a job must bring for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from prompts.loader import FOLDER, Loaded, load
from schemas.question import Task
from schemas.recipe import Grain, Recipe
from schemas.template import Section, Template

SECTION_GRAIN: dict[Section, Grain] = {
    "captions": "caption",
    "labels": "label",
    "objects": "region",
    "relations": "relation",
}


class RecipeError(Exception):
    """A recipe and its template contradict each other: the message names both and the remedy."""


@dataclass(frozen=True, slots=True)
class ReadyRecipe:
    """`stem` is the name without a version: the name of its folder of shards."""

    stem: str
    recipe: Loaded[Recipe]
    template: Loaded[Template] | None


@cache
def load_recipe(stem: str) -> ReadyRecipe:
    """Raises PromptError for a malformed file, RecipeError for one that is not there or contradicts itself."""
    if stem not in recipe_names():
        raise RecipeError(f"publish.recipes, --recipe: there is no {stem!r}; there is {', '.join(recipe_names())}")
    recipe = load(f"recipes/{stem}", Recipe)
    stem_of_template = recipe.body.template
    return join(stem, recipe, load(f"documents/{stem_of_template}", Template) if stem_of_template else None)


def recipe_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.joinpath("recipes").glob("*.yaml"))


def join(stem: str, recipe: Loaded[Recipe], template: Loaded[Template] | None) -> ReadyRecipe:
    """Raises RecipeError for a recipe and a template that contradict each other."""
    if template is not None and template.body.view.kind == "square" and recipe.body.tasks:
        raise RecipeError(
            f"recipe {recipe.name} has tasks and template {template.name} shows a square of the picture: its questions "
            "speak of the whole picture; take the tasks out or use a template with view whole"
        )
    return ReadyRecipe(stem, recipe, template)


def warnings(ready: ReadyRecipe) -> list[str]:
    """What a user should know before publishing; nothing here stops a job."""
    if ready.template is None:
        return []
    recipe, template = ready.recipe, ready.template
    found = []
    says_labels = "labels" in template.body.order and "label" in recipe.body.grains
    if says_labels and ("description" not in recipe.body.grains or template.body.labels.says_undescribed):
        found.append(
            f"recipe {recipe.name} says labels without descriptions: accounts of the MMGiC paper report that bare "
            "labels hurt and that descriptions repair it"
        )
    worded = {SECTION_GRAIN[section] for section in template.body.order if section in SECTION_GRAIN} | {"description"}
    silent = [g for g in recipe.body.requires if g != "question" and g not in worded]
    if silent:
        found.append(f"recipe {recipe.name} requires {silent}, which template {template.name} does not say")
    return found


def feeds(ready: ReadyRecipe, grains: Iterable[Grain], tasks: Iterable[Task]) -> str | None:
    """Why a job whose sources and stages give these grains and tasks can never fill this recipe; None: it can."""
    name, recipe = ready.recipe.name, ready.recipe.body
    known, made = frozenset(grains), frozenset(tasks)
    missing = [grain for grain in recipe.requires if grain not in known]
    if missing:
        return (
            f"recipe {name} requires {missing}, which no source or stage of this job gives; "
            "add the source files or the stage that gives it, or choose another recipe"
        )
    if "question" in recipe.requires and not made & set(recipe.tasks):
        return (
            f"recipe {name} takes in the tasks {list(recipe.tasks)}, none of which this job asks; add one to stages.ask"
        )
    return None
