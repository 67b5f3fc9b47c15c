"""Does each claim derive again from the record?"""

from collections.abc import Callable

from pipeline.checks.facts import Facts
from pipeline.checks.fault import Fault
from pipeline.checks.index import whole
from pipeline.checks.meaning import ALL, meant
from pipeline.checks.options import option_fault
from pipeline.language.wording import fold, squeeze
from schemas.question import Claim, ClaimKind, Conversation


def claims_fault(facts: Facts, conversation: Conversation) -> Fault | None:
    """The first claim that does not; a conversation that claims nothing cannot be checked."""
    if not conversation.claims:
        return Fault("no_claim")
    for claim in conversation.claims:
        if (fault := RULES[claim.kind](facts, claim, conversation)) is not None:
            return fault
    return None


def _refers(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    claimed, could_be = set(claim.regions), meant(facts, claim.label, claim.value)
    if any(facts.regions[i].is_crowd for i in claimed):
        return Fault("crowd_as_referent")
    if not claimed or not claimed <= set(could_be):
        return Fault("wrong_reference")
    if len(could_be) > len(claimed):
        return Fault("ambiguous_reference", len(could_be), len(claimed))
    if claim.value == ALL and not facts.is_complete(fold(claim.label)):
        return Fault("not_exhaustive")
    return None


def _named(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    has_name = claim.regions and all(facts.names[i] == fold(claim.label) for i in claim.regions)
    return None if has_name else Fault("wrong_name")


def _count(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    name = fold(claim.label)
    own, said = facts.by_name.get(name, []), whole(claim.value)
    if said is None:
        return Fault("wrong_count", None, len(own))
    if not own:
        return _absent(facts, claim, _) if said == 0 else Fault("wrong_count", said, 0)
    if not facts.is_complete(name):
        return Fault("not_exhaustive")
    if facts.rivals(name) != own:
        return Fault("ambiguous_reference", len(facts.rivals(name)), len(own))
    is_right = said == len(own) and set(claim.regions) == set(own)
    return None if is_right else Fault("wrong_count", said, len(own))


def _exists(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    own = facts.by_name.get(fold(claim.label), [])
    return None if own and set(claim.regions) <= set(own) else Fault("wrong_existence")


def _absent(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    name = fold(claim.label)
    if facts.is_absent(name):
        return None
    return Fault("wrong_existence" if facts.rivals(name) or name in facts.vocabulary else "not_exhaustive")


def _attribute(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    if claim.label and any(facts.names[i] != fold(claim.label) for i in claim.regions):
        return Fault("wrong_name")
    has_it = claim.regions and all(fold(claim.value) in facts.attributes[i] for i in claim.regions)
    return None if has_it else Fault("wrong_attribute")


def _relation(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    predicate = fold(claim.value)
    known = (claim.regions == (r.subject, r.object) and predicate == fold(r.predicate) for r in facts.record.relations)
    return None if any(known) else Fault("wrong_relation")


def _shows(_: Facts, claim: Claim, conversation: Conversation) -> Fault | None:
    crops, number = conversation.object_images, whole(claim.value)
    if number is None or number >= len(crops):
        return Fault("no_such_object_image", number, len(crops))
    return None if claim.regions == (crops[number].region,) else Fault("wrong_object_image")


def _option(_: Facts, claim: Claim, conversation: Conversation) -> Fault | None:
    return option_fault(claim, conversation)


def _quotes(facts: Facts, claim: Claim, _: Conversation) -> Fault | None:
    wanted = squeeze(claim.value)
    return None if wanted and any(wanted in text for text in facts.given_texts) else Fault("not_quoted")


RULES: dict[ClaimKind, Callable[[Facts, Claim, Conversation], Fault | None]] = {
    "refers": _refers,
    "named": _named,
    "count": _count,
    "exists": _exists,
    "absent": _absent,
    "attribute": _attribute,
    "relation": _relation,
    "shows": _shows,
    "option": _option,
    "quotes": _quotes,
}
