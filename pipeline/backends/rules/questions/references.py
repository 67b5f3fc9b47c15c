"""Expressions that mean one region and no other: `the cup`, `the leftmost cup`, `the man wearing the hat`."""

from collections.abc import Iterator

from pipeline.checks.facts import Facts
from pipeline.checks.meaning import ATTRIBUTE, ONLY, RELATION, meant
from pipeline.checks.reference import Reference
from schemas.question import Claim


def references(facts: Facts, region: int) -> list[Reference]:
    """All that mean this region alone; none for a crowd or a place without a label."""
    found = facts.references.get(region)
    if found is None:
        found = facts.references[region] = _references(facts, region)
    return found


def _references(facts: Facts, region: int) -> list[Reference]:
    name = facts.names[region]
    if region not in facts.single_set:
        return []
    found = []
    is_plural = facts.language.grammar.is_plural(name)
    for qualifier, texts in _candidates(facts, region, name):
        if meant(facts, name, qualifier) == (region,):
            claim = Claim(kind="refers", regions=(region,), label=name, value=qualifier)
            found.append(Reference(region, name, texts, claim, is_plural))
    return found


def _candidates(facts: Facts, region: int, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The plain name where it is enough; otherwise what could tell this one from the others."""
    if len(facts.rivals(name)) == 1:
        yield ONLY, (f"the {name}",)
        return
    if facts.is_complete(name):
        for extreme, forms in facts.language.lexicon.extremes.items():
            if meant(facts, name, extreme) == (region,):
                yield extreme, tuple(form.format(name=name) for form in forms)
    for attribute in facts.sayable(region):
        yield f"{ATTRIBUTE}{attribute}", (f"the {attribute} {name}",)
    clauses = facts.language.clauses
    for relation in facts.record.relations:
        is_plain = relation.subject == region and relation.object in facts.single_set
        if is_plain and clauses.is_exclusive(relation.predicate):
            bare = clauses.bare(relation.predicate)
            text = f"the {name} {bare} the {facts.names[relation.object]}"
            yield f"{RELATION}{bare} {relation.object}", (text,)
