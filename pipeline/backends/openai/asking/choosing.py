"""Which object images stand beside the right one in a question to choose from."""

import random
from collections.abc import Sequence

from pipeline.backends.openai.asking.ungrounded import Ungrounded
from pipeline.backends.rules.questions.crops import SHARED
from pipeline.language.wording import fold
from schemas.geometry import Box, area, coverage
from schemas.record import Record


def options_for(
    record: Record, candidates: Sequence[int], right: int, must_differ: bool, most: int, rng: random.Random
) -> list[int]:
    """Regions in the order shown, the right one among them; no two show one place. `must_differ`: in label too.

    Raises Ungrounded when no other region can stand beside it.
    """
    name = fold(record.regions[right].label)
    chosen = [right]
    for other in rng.sample(candidates, len(candidates)):
        if len(chosen) == most:
            break
        if other == right or (must_differ and fold(record.regions[other].label) == name):
            continue
        if all(_are_apart(record.regions[other].box, record.regions[i].box) for i in chosen):
            chosen.append(other)
    if len(chosen) < 2:
        raise Ungrounded("no_other_option")
    return rng.sample(chosen, len(chosen))


def _are_apart(a: Box, b: Box) -> bool:
    small, large = (a, b) if area(a) <= area(b) else (b, a)
    return coverage(small, large) < SHARED
