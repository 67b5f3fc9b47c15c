"""What a rule means and what its numbers measure, in the words of prompts/rules.yaml."""

from functools import cache

from prompts.loader import load
from schemas.model import Model


class Rule(Model):
    """`measure` says `$value`, `bound` precedes the threshold."""

    about: str
    measure: str = "$value"
    bound: str = "against"


class Rules(Model):
    """By rule, or by stage.rule where a stage's own rule of that name means something else."""

    about: str
    rules: dict[str, Rule]


def about_rule(stage: str, rule: str) -> str:
    """Empty for a rule without words: an exception's name, or the judge's axes."""
    found = _rule(stage, rule)
    return found.about if found else ""


def measured(stage: str, rule: str, value: float | None, threshold: float | None) -> str:
    """`0.00187 of the image's area (at least 0.005)`; empty where nothing was measured."""
    found = _rule(stage, rule) or Rule(about="")
    said = "" if value is None else found.measure.replace("$value", f"{value:,.4g}")
    limit = "" if threshold is None else f"{found.bound} {threshold:,.4g}"
    return f"{said} ({limit})" if said and limit else said or limit


def _rule(stage: str, rule: str) -> Rule | None:
    known = _rules()
    return known.get(f"{stage}.{rule}") or known.get(rule)


@cache
def _rules() -> dict[str, Rule]:
    return load("rules", Rules).body.rules
