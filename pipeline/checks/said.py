"""Do text and claims say the same: every claim is said, and no coordinate, number or place is said without a claim."""

import re
from collections.abc import Iterable

from pipeline.checks.facts import Facts
from pipeline.checks.fault import Fault
from pipeline.checks.index import whole
from pipeline.checks.meaning import ALL, ATTRIBUTE, ONLY, PHRASE, RELATION, targets
from pipeline.language.language import Language
from pipeline.language.wording import fold
from schemas.part import Turn
from schemas.question import Claim, Conversation

WORD = re.compile(r"\w+")
COORDINATES = re.compile(r"(-?\d*\.?\d+\s*,\s*){3}-?\d*\.?\d+|\d?\.\d{2,}\s*,\s*\d?\.\d{2,}")
"""Four numbers in a row, or two decimals: the record's boxes are references, digits would be nobody's."""
SOURCE = "annotations"
PRONOUN = "one"


def said_fault(facts: Facts, conversation: Conversation) -> Fault | None:
    texts = [part.text for turn in conversation.turns for part in turn.parts if part.text]
    if any(COORDINATES.search(text) for text in texts):
        return Fault("literal_coordinates")
    if not _claimed(conversation):
        return Fault("unclaimed_region")
    if any(_misplaced(turn) for turn in conversation.turns):
        return Fault("wrong_region")
    said, answered = _words(texts), _words(_answers(conversation))
    for claim in conversation.claims:
        if not all(_holds(answered if only_answer else said, forms) for only_answer, forms in _forms(facts, claim)):
            return Fault("claim_not_said")
    if any(part.by.backend != SOURCE for turn in conversation.turns for part in turn.parts):
        return _numbers_fault(said, conversation.claims, facts)
    return None


def _claimed(conversation: Conversation) -> bool:
    """Is every place that is marked or shown part of a claim? Mentioned may be also what a claim's words lead over."""
    claimed = {i for claim in conversation.claims for i in claim.regions}
    led_over = {i for claim in conversation.claims for i in targets(claim)}
    parts = [part for turn in conversation.turns for part in turn.parts]
    shown = {crop.region for crop in conversation.object_images}
    shown |= {part.region for part in parts if part.region is not None}
    return shown <= claimed and {i for part in parts for i in part.about} <= claimed | led_over


def _misplaced(turn: Turn) -> bool:
    """Do coordinates follow a text that speaks of other regions?"""
    about: tuple[int, ...] = ()
    for part in turn.parts:
        if part.text is not None and (part.about or part.text.strip(" ,") not in ("", "and")):
            about = part.about
        elif part.region is not None and about and part.region not in about:
            return True
    return False


def _forms(facts: Facts, claim: Claim) -> list[tuple[bool, tuple[str, ...]]]:
    """What must be said for this claim, each in one of several forms; True: by the answer alone."""
    language, name = facts.language, fold(claim.label)
    names = (name, language.grammar.plural(name))
    match claim.kind:
        case "refers":
            return [(False, _expression(facts, claim, names))]
        case "named" | "exists" | "absent":
            return [(False, names)]
        case "count":
            return [(False, names), (True, _number(claim.value, language))]
        case "attribute":
            return [(True, (fold(claim.value),))]
        case "relation":
            clauses = (language.clauses.clause(fold(claim.value), is_plural) for is_plural in (False, True))
            bare = language.clauses.bare(fold(claim.value))
            return [(False, (bare, *(clause for clause in clauses if clause)))]
        case "quotes":
            return [(True, (fold(claim.value),))]
    return []


def _expression(facts: Facts, claim: Claim, names: tuple[str, str]) -> tuple[str, ...]:
    """The words that carry the qualifier."""
    name, qualifier = names[0], claim.value
    if qualifier in (ONLY, PHRASE):
        return (name,)
    if qualifier == ALL:
        return names
    if qualifier.startswith(ATTRIBUTE):
        return (f"{qualifier.removeprefix(ATTRIBUTE)} {name}",)
    if qualifier.startswith(RELATION):
        predicate = qualifier.removeprefix(RELATION).rpartition(" ")[0]
        return tuple(f"{name} {predicate} the {facts.names[target]}" for target in targets(claim))
    forms = {str(extreme): forms for extreme, forms in facts.language.lexicon.extremes.items()}
    return tuple(form.format(name=name) for form in forms.get(qualifier, ()))


def _numbers_fault(said: str, claims: Iterable[Claim], facts: Facts) -> Fault | None:
    """Numbers, in digits or letters, only as claims hold them; `one` is mostly a pronoun."""
    language = facts.language
    allowed: set[str] = set()
    for claim in claims:
        allowed.update(WORD.findall(fold(f"{claim.label} {claim.value}")))
        allowed.update(word for target in targets(claim) for word in WORD.findall(facts.names[target]))
        if claim.kind == "count":
            allowed.update(_number(claim.value, language))
        elif claim.kind == "absent":
            allowed.update(_number("0", language))
    for word in said.split():
        if word not in allowed and word != PRONOUN and (any(map(str.isdigit, word)) or word in language.numbers):
            return Fault("unclaimed_number")
    return None


def _number(value: str, language: Language) -> tuple[str, ...]:
    number = whole(value)
    return (value,) if number is None else (value, language.grammar.number(number))


def _answers(conversation: Conversation) -> list[str]:
    return [part.text for turn in conversation.turns[1::2] for part in turn.parts if part.text]


def _words(texts: Iterable[str]) -> str:
    """Words alone, a space around each: punctuation and where a text was cut for coordinates do not count."""
    return f" {' '.join(WORD.findall(fold(' '.join(texts))))} "


def _holds(said: str, forms: tuple[str, ...]) -> bool:
    return any(_words((form,)) in said for form in forms if WORD.search(form))
