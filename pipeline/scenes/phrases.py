"""Noun phrases: articles, plurals, counts, and naming one thing so that it cannot be taken for another."""

from collections import Counter
from random import Random

from pipeline.scenes.truth import Seen

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


_ONLY_ONES = frozenset({"sun", "moon"})


def with_article(phrase: str) -> str:
    if phrase.split()[-1] in _ONLY_ONES:
        return f"the {phrase}"
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def described(one: Seen, words: int, rng: Random) -> str:
    """The noun with up to `words` of its attributes before it, in their spoken order; no article."""
    chosen = set(rng.sample(range(len(one.attributes)), min(words, len(one.attributes))))
    kept = [word for i, word in enumerate(one.attributes) if i in chosen]
    return " ".join([*kept, one.noun.plural if one.crowd else one.noun.said])


def mentioned(one: Seen, words: int, rng: Random) -> str:
    """With its article: "a small red ball"; a crowd is "a group of red birds", a surface "the grass"."""
    if one.surface:
        return f"the {one.noun.said}"
    phrase = described(one, words, rng)
    return f"a group of {phrase}" if one.crowd else with_article(phrase)


def unique(index: int, things: tuple[Seen, ...], rng: Random) -> str | None:
    """ "the ..." with as few attributes as single this thing out among all seen, or None."""
    one = things[index]
    rivals = [other for i, other in enumerate(things) if i != index and other.noun.said == one.noun.said]
    if one.crowd or one.surface:
        return f"the {described(one, 0, rng)}" if not rivals else None
    if not rivals:
        return f"the {described(one, rng.choice((0, 1)), rng)}"
    for attribute in one.attributes:
        if all(attribute not in other.attributes for other in rivals):
            return f"the {attribute} {one.noun.said}"
    return None


def counted(things: tuple[Seen, ...]) -> list[tuple[Seen, int]]:
    """One of each kind of thing seen, with how many there are; crowds have no number and are left out."""
    single = [one for one in things if not one.crowd and not one.surface]
    numbers = Counter(one.noun.said for one in single)
    first = {one.noun.said: one for one in reversed(single)}
    return [(first[said], number) for said, number in numbers.items()]


def number_of(one: Seen, count: int) -> str:
    return f"{NUMBERS[count]} {one.noun.plural}" if count > 1 else with_article(one.noun.said)


def listed(phrases: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith("?") else ".")
