"""Forms of English nouns: plural, article, agreement, numbers in words."""

from pipeline.language.lexicon import Lexicon

VOWELS = "aeiou"
ES_ENDINGS = ("s", "x", "z", "ch", "sh")


class Grammar:
    """Names go in and come out in lower case, as folded labels are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = lexicon.numbers
        self._plurals = dict(lexicon.plurals)
        self._singulars = {plural: singular for singular, plural in lexicon.plurals.items()}
        self._plural_only = frozenset(lexicon.plural_only)
        self._singular_in_s = frozenset(lexicon.singular_in_s)
        self._mass = frozenset(lexicon.mass)
        self._definite = frozenset(lexicon.definite)
        self._an, self._a = frozenset(lexicon.an), frozenset(lexicon.a)

    def is_plural(self, name: str) -> bool:
        """Does the name take "are"? `scissors` and `bikes` do, `bus` and `glass` do not."""
        last = name.rsplit(" ", 1)[-1]
        if last in self._plural_only or name in self._plural_only:
            return True
        return last.endswith("s") and not last.endswith(("ss", "us")) and last not in self._singular_in_s

    def is_countable(self, name: str) -> bool:
        """Can "two of them" be said? Not of grass, and scissors come in pairs."""
        last = name.rsplit(" ", 1)[-1]
        return name not in self._mass and last not in self._mass and not self.is_plural(name)

    def plural(self, name: str) -> str:
        """Of the last word; a name that is plural or a mass stays as it is."""
        if not self.is_countable(name):
            return name
        first, _, last = name.rpartition(" ")
        return f"{first} {self._plural_word(last)}".strip()

    def singular(self, name: str) -> str:
        """Of the last word, to compare names only: `work trucks` -> `work truck`, `scissors` -> `scissor`."""
        first, _, last = name.rpartition(" ")
        return f"{first} {self._singular_word(last)}".strip()

    def a(self, name: str, before: str = "") -> str:
        """`a cup`, `an apple`, `some grass`; `before` stands between article and name: `an old cup`."""
        said = f"{before} {name}" if before else name
        if name in self._definite:
            return f"the {said}"
        if not self.is_countable(name):
            return f"some {said}"
        first = said.split(" ", 1)[0]
        is_vowel = first[:1] in VOWELS
        return f"{'an' if first in self._an or (is_vowel and first not in self._a) else 'a'} {said}"

    def number(self, count: int) -> str:
        """In words up to twenty."""
        return self._numbers[count] if count < len(self._numbers) else str(count)

    def _plural_word(self, word: str) -> str:
        if word in self._plurals:
            return self._plurals[word]
        if word.endswith("y") and word[-2:-1] not in VOWELS:
            return word[:-1] + "ies"
        return word + ("es" if word.endswith(ES_ENDINGS) else "s")

    def _singular_word(self, word: str) -> str:
        if word in self._singulars:
            return self._singulars[word]
        if len(word) < 3 or not word.endswith("s") or word.endswith(("ss", "us")) or word in self._singular_in_s:
            return word
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        return word[:-2] if word.endswith(("xes", "zes", "ches", "shes", "sses")) else word[:-1]


def listed(words: tuple[str, ...] | list[str]) -> str:
    """`red`, `red and white`, `red, white and blue`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
