"""A caption with coordinates after the words that name objects, where there is no doubt which object is named."""

import re

from pipeline.backends.rules.questions.parts import Atom, Boxes, Fill, Words
from pipeline.checks.facts import Facts
from pipeline.language.wording import fold, squeeze
from schemas.question import Claim

ENDS_A_NOUN = re.compile(r"[.,;:!?]|(\w+(ing|ed)\b)|$")


def grounded(facts: Facts, caption: str) -> tuple[Fill, list[Claim]] | None:
    """None when no object of the caption can be placed. The full stop at the end is taken off."""
    caption = squeeze(caption).rstrip(" .")
    places = sorted(place for region in facts.singles if (place := _place(facts, region, caption)) is not None)
    if not places:
        return None
    atoms: list[Atom] = []
    start = 0
    for end, region in places:
        atoms += (Words(caption[start:end] + " ", (region,)), Boxes((region,)))
        start = end
    atoms.append(Words(caption[start:]))
    named = [Claim(kind="named", regions=(region,), label=facts.names[region]) for _, region in places]
    return tuple(atoms), [Claim(kind="quotes", value=caption), *named]


def _place(facts: Facts, region: int, caption: str) -> tuple[int, int] | None:
    """Where the region's name ends in the caption: it is said once, of the only one there is, and no adjective.

    "The orange cat" and "the bus stop" name neither an orange nor a bus.
    """
    name = facts.names[region]
    if facts.rivals(name) != [region] or facts.language.naming.attribute_kind(name) is not None:
        return None
    folded = fold(caption)
    if len(folded) != len(caption) or len(found := list(re.finditer(rf"\b{re.escape(name)}\b", folded))) != 1:
        return None
    (match,) = found
    rest = folded[match.end() :].lstrip(" ")
    word = re.match(r"[\w'-]*", rest)
    is_end = ENDS_A_NOUN.match(rest) is not None or (word is not None and facts.language.is_function_word(word[0]))
    return (match.end(), region) if is_end and not folded[match.end() :].startswith(("-", "'")) else None
