"""What an expression means in one picture: which regions answer to it. Questions rest on it and `check` asks it again.

A qualifier is the `value` of a `refers` claim: "" (the only one), one of the extremes, `attribute: red`,
`relation: wearing 4` (a predicate and the region it leads to), `phrase` (the source's words), `all`.
"""

from pipeline.checks.facts import Facts
from pipeline.checks.index import whole
from pipeline.language.wording import fold
from schemas.geometry import center
from schemas.question import Claim

ALL, ONLY, PHRASE = "all", "", "phrase"
ATTRIBUTE, RELATION = "attribute: ", "relation: "


def meant(facts: Facts, label: str, qualifier: str) -> tuple[int, ...]:
    """Indices of the regions it could mean, in order. More than meant to be: the expression is ambiguous."""
    found = facts.meanings.get((label, qualifier))
    if found is None:
        found = facts.meanings[label, qualifier] = _meant(facts, fold(label), qualifier)
    return found


def _meant(facts: Facts, name: str, qualifier: str) -> tuple[int, ...]:
    if qualifier == PHRASE:
        return tuple(i for i, region in enumerate(facts.regions) if region.phrase and fold(region.phrase) == name)
    could_be = facts.rivals(name)
    if len(could_be) < 2 or qualifier in (ALL, ONLY):
        return tuple(could_be)
    if qualifier.startswith(ATTRIBUTE):
        chosen = _with_attribute(facts, could_be, qualifier.removeprefix(ATTRIBUTE))
    elif qualifier.startswith(RELATION):
        chosen = _related(facts, could_be, qualifier.removeprefix(RELATION))
    else:
        chosen = _extreme(facts, name, could_be, qualifier)
    return tuple(chosen or could_be)


def lead(facts: Facts, could_be: list[int], qualifier: str) -> tuple[int, float] | None:
    """The region farthest to that side, and by what share of the image's side its centre leads the next one's."""
    axis, sign = {"leftmost": (0, 1), "rightmost": (0, -1), "topmost": (1, 1), "bottommost": (1, -1)}.get(
        qualifier, (0, 0)
    )
    if not sign:
        return None
    (first, winner), (second, _) = sorted((sign * center(facts.regions[i].box)[axis], i) for i in could_be)[:2]
    return winner, (second - first) / facts.record.image.size[axis]


def _extreme(facts: Facts, name: str, could_be: list[int], qualifier: str) -> list[int]:
    """Only of things that are marked completely: an unmarked one might lie farther out."""
    found = lead(facts, could_be, qualifier)
    if found is None or not facts.is_complete(name) or len(could_be) != len(facts.by_name[name]):
        return []
    return [found[0]] if found[1] >= facts.min_lead else []


def _with_attribute(facts: Facts, could_be: list[int], attribute: str) -> list[int]:
    """Only where every other has another attribute of the same kind: what is not said to be red may still be."""
    kind = facts.language.naming.attribute_kind(attribute)
    has = [i for i in could_be if attribute in facts.attributes[i]]
    others = [i for i in could_be if i not in has]
    known = facts.language.naming.attribute_kind
    if kind in (None, "size") or any(all(known(value) != kind for value in facts.attributes[i]) for i in others):
        return []
    return has


def _related(facts: Facts, could_be: list[int], said: str) -> list[int]:
    """Only by what one thing does alone, to a thing that is the only one of its name."""
    predicate, _, number = said.rpartition(" ")
    target = whole(number)
    if target is None or target not in facts.single_set or not facts.language.clauses.is_exclusive(predicate):
        return []
    if meant(facts, facts.names[target], ONLY) != (target,):
        return []
    bare = facts.language.clauses.bare
    related = {r.subject for r in facts.record.relations if r.object == target and bare(r.predicate) == bare(predicate)}
    return [i for i in could_be if i in related]


def targets(claim: Claim) -> tuple[int, ...]:
    """The region that a claim's qualifier leads to, if it names one."""
    if claim.kind != "refers" or not claim.value.startswith(RELATION):
        return ()
    number = whole(claim.value.rpartition(" ")[2])
    return () if number is None else (number,)
