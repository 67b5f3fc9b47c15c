"""Recipes and templates as they are shipped, and what a user is told of them."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pipeline.publish.recipes import ReadyRecipe, RecipeError, feeds, join, load_recipe, warnings
from prompts.loader import Loaded
from schemas.recipe import Recipe
from schemas.template import Template

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
SHIPPED = sorted(path.stem for path in (PROMPTS / "recipes").glob("*.yaml"))


@pytest.mark.parametrize("stem", SHIPPED)
def test_every_shipped_recipe_loads_and_says_what_it_is(stem: str) -> None:
    ready = load_recipe(stem)
    assert ready.recipe.name.startswith(f"{stem}@")
    assert ready.recipe.body.about
    if ready.template:
        assert "urs" in ready.template.body.about, "a template says whose words these are"


def test_the_named_recipes_are_there() -> None:
    wanted = "caption caption+label caption+label+description multigrained fine multigrained+relation grounding"
    assert set(wanted.split()) | {"conversation", "description"} <= set(SHIPPED)


def test_only_bare_labels_are_warned_of() -> None:
    assert [stem for stem in SHIPPED if warnings(load_recipe(stem))] == ["caption+label"]
    assert "descriptions" in warnings(load_recipe("caption+label"))[0]


def test_an_unknown_recipe_is_named() -> None:
    with pytest.raises(RecipeError, match="no 'multigraind'; there is caption"):
        load_recipe("multigraind")


def test_a_recipe_that_nothing_feeds_is_refused_with_the_missing_grain() -> None:
    multigrained, grounding = load_recipe("multigrained"), load_recipe("grounding")
    assert "['description', 'region']" in (feeds(multigrained, ["caption", "label"], []) or "")
    assert feeds(multigrained, ["caption", "label", "description", "region"], []) is None
    assert "stages.ask" in (feeds(grounding, ["region", "question"], ["description"]) or "")
    assert feeds(grounding, ["region", "question"], ["count"]) is None


def ready(recipe: Mapping[str, object], template: Mapping[str, object] | None = None) -> ReadyRecipe:
    """The compact template, changed."""
    if template is None:
        return join("x", Loaded(Recipe.model_validate(recipe), "x@1", ""), None)
    body = yaml.safe_load((PROMPTS / "documents/multigrained-compact.yaml").read_text(encoding="utf-8")) | dict(
        template
    )
    del body["name"], body["version"]
    return join("x", Loaded(Recipe.model_validate(recipe), "x@1", ""), Loaded(Template.model_validate(body), "t@1", ""))


def test_a_square_of_the_picture_and_questions_about_all_of_it_are_refused() -> None:
    recipe = {"about": "", "requires": ["question"], "tasks": ["count"], "template": "t"}
    with pytest.raises(RecipeError, match="view whole"):
        ready(recipe, {})
    assert ready(recipe, {"view": {"kind": "whole"}}).template is not None


def test_a_required_grain_that_the_template_does_not_say_is_warned_of() -> None:
    recipe = {"about": "", "requires": ["caption", "relation"], "template": "t"}
    assert "['relation']" in warnings(ready(recipe, {"order": ["image", "captions", "objects"]}))[0]


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ({"requires": ["caption"], "optional": ["caption"], "template": "t"}, "both required and optional"),
        ({"requires": ["question"], "template": "t"}, "go together"),
        ({"requires": ["caption"], "tasks": ["count"], "template": "t"}, "go together"),
        ({"requires": ["caption"]}, "template, tasks, or both"),
        ({"requires": ["description"], "template": "t"}, "add the grain label"),
    ],
)
def test_a_recipe_that_contradicts_itself_is_refused(recipe: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Recipe.model_validate({"about": "", **recipe})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"order": ["image", "image", "objects"]}, "twice"),
        ({"order": ["image", "captions"]}, "must name objects"),
        ({"captions": {"wordings": [{"item": "A picture."}]}}, "caption"),
        ({"captions": {"wordings": [{"item": "{caption} {label}"}]}}, "may name"),
        ({"captions": {"wordings": [{"item": "{caption"}]}}, "expected"),
        ({"captions": {"wordings": []}}, "at least 1"),
    ],
)
def test_a_template_that_could_not_be_said_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ready({"about": "", "requires": ["caption"], "template": "t"}, change)
