"""The English that questions and checks share, loaded once."""

from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.grammar import Grammar
from pipeline.language.lexicon import Lexicon
from pipeline.language.naming import Naming
from pipeline.language.predicates import Clauses
from prompts.loader import load


@dataclass(frozen=True, slots=True)
class Language:
    """`digest` is part of the fingerprint of every stage that speaks it."""

    lexicon: Lexicon
    grammar: Grammar
    naming: Naming
    clauses: Clauses
    function_words: frozenset[str]
    numbers: frozenset[str]
    digest: str

    def is_function_word(self, word: str) -> bool:
        return word in self.function_words


@lru_cache
def language() -> Language:
    """Raises PromptError when prompts/lexicon.yaml is wrong."""
    loaded = load("lexicon", Lexicon)
    grammar = Grammar(loaded.body)
    naming = Naming(loaded.body, grammar)
    return Language(
        loaded.body,
        grammar,
        naming,
        Clauses(loaded.body.predicates),
        frozenset(loaded.body.function_words),
        frozenset(loaded.body.numbers),
        loaded.digest,
    )
