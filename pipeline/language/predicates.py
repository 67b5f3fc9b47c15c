"""How a relation's predicate is put into a sentence."""

from pipeline.language.lexicon import Predicates

COPULAS = ("is ", "are ")


class Clauses:
    """Predicates as `relate` leaves them: lower case, single spaces."""

    def __init__(self, predicates: Predicates) -> None:
        self._verbs = dict(predicates.verbs)
        self._starts = tuple(predicates.prepositions)
        self._nouns_in_ing = frozenset(predicates.nouns_in_ing)
        self._exclusive = frozenset(predicates.exclusive)
        self._clauses: dict[tuple[str, bool], str | None] = {}

    def clause(self, predicate: str, is_plural: bool) -> str | None:
        """What stands between subject and object: `is on`, `wears`, `have`. None: not known how to say it."""
        if (predicate, is_plural) not in self._clauses:
            self._clauses[predicate, is_plural] = self._clause(predicate, is_plural)
        return self._clauses[predicate, is_plural]

    def _clause(self, predicate: str, is_plural: bool) -> str | None:
        bare = self.bare(predicate)
        first, _, rest = bare.partition(" ")
        if first in self._verbs:
            verb = self._verbs[first] if is_plural else self._third_person(first)
            return f"{verb} {rest}".strip()
        is_participle = first.endswith("ing") and first not in self._nouns_in_ing
        if not is_participle and not any(bare == start or bare.startswith(f"{start} ") for start in self._starts):
            return None
        return f"{'are' if is_plural else 'is'} {bare}"

    def bare(self, predicate: str) -> str:
        """Without its own copula and without an article at its end: `is wearing a` -> `wearing`."""
        for copula in COPULAS:
            predicate = predicate.removeprefix(copula)
        return predicate.removesuffix(" a").removesuffix(" an").removesuffix(" the")

    def is_exclusive(self, predicate: str) -> bool:
        """Is what stands to the object this way the only one that does? Who wears a hat wears it alone."""
        return self.bare(predicate) in self._exclusive

    def _third_person(self, verb: str) -> str:
        if verb.endswith("s"):
            return verb
        return next((single for single, plural in self._verbs.items() if plural == verb and single != verb), verb)
