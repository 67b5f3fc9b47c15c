"""Which relationships hold in a scene; only those nobody looking at the picture would dispute."""

from random import Random

from pipeline.scenes.masks import Ids, Mask
from pipeline.scenes.placed import Placed
from pipeline.scenes.predicates import INVERSE
from pipeline.scenes.truth import Box, Relation, Seen

Cover = dict[tuple[int, int], float]

_MOST = 14


def related(things: list[Placed], seen: list[Seen], cover: Cover, rng: Random) -> list[Relation]:
    """Relations between the things, and of things to the surfaces that follow them in `seen`.

    `cover[a, b]` is the share of thing a that thing b hides.
    """
    surfaces = {one.noun.said: index for index, one in enumerate(seen) if one.surface}
    found: list[Relation] = []
    between: list[Relation] = []
    for a, thing in enumerate(things):
        resting = _resting(a, thing, things, surfaces)
        if resting and _meets(seen[a].box, seen[resting.object]):
            found.append(resting)
        for b in range(a):
            predicate = _pair(a, b, things, seen, cover)
            if predicate:
                between.append(Relation(a, predicate, b))
    held = [relation for relation in found if not seen[relation.object].surface]
    found += [Relation(r.object, "under", r.subject) for r in held if r.predicate == "on"]
    rng.shuffle(between)
    found += [_turned(relation) if rng.random() < 0.5 else relation for relation in between]
    return found[:_MOST]


def _turned(relation: Relation) -> Relation:
    return Relation(relation.object, INVERSE[relation.predicate], relation.subject)


def _resting(index: int, thing: Placed, things: list[Placed], surfaces: dict[str, int]) -> Relation | None:
    if thing.held_by is not None:
        return Relation(index, thing.hold, things.index(thing.held_by))
    if thing.zone in surfaces and thing.place:
        return Relation(index, "on" if thing.ground or thing.zone == "wall" else "in", surfaces[thing.zone])
    return None


def _meets(box: Box, support: Seen) -> bool:
    """Of a thing behind a sofa one sees nothing that touches the floor: nobody could say where it stands."""
    return not support.surface or box[3] > support.box[1]


def _pair(a: int, b: int, things: list[Placed], seen: list[Seen], cover: Cover) -> str:
    """What a is to b, a being the nearer in painting order; "" when it is open to doubt."""
    first, second = things[a], things[b]
    if first.held_by is second or second.held_by is first:
        return ""
    if first.held_by is not None or second.held_by is not None:
        return _sides(seen[a].box, seen[b].box)
    both_stand = bool(first.ground and second.ground)
    if both_stand and cover.get((b, a), 0.0) > 0.04:
        plain = first.base - second.base > 3 and seen[a].box[3] >= seen[b].box[3]
        return "in front of" if plain else ""
    if both_stand and first.ground == second.ground and _beside(first, second, seen[a].box, seen[b].box):
        return "next to"
    if not both_stand:
        over = _over(seen[a].box, seen[b].box)
        if over:
            return over
    return _sides(seen[a].box, seen[b].box)


def _sides(a: Box, b: Box) -> str:
    """Left or right, for boxes side by side at about one height."""
    shared = min(a[3], b[3]) - max(a[1], b[1])
    if shared < 0.4 * min(a[3] - a[1], b[3] - b[1]):
        return ""
    if a[2] <= b[0]:
        return "to the left of"
    return "to the right of" if b[2] <= a[0] else ""


def _over(a: Box, b: Box) -> str:
    """Above or below, for boxes clear of each other with one over the other."""
    shared = min(a[2], b[2]) - max(a[0], b[0])
    if shared < 0.4 * min(a[2] - a[0], b[2] - b[0]):
        return ""
    if a[3] <= b[1]:
        return "above"
    return "below" if b[3] <= a[1] else ""


def _beside(first: Placed, second: Placed, a: Box, b: Box) -> bool:
    gap = max(a[0], b[0]) - min(a[2], b[2])
    apart = abs(first.base - second.base)
    taller = max(a[3] - a[1], b[3] - b[1])
    return 0 <= gap <= 0.3 * min(a[2] - a[0], b[2] - b[0]) and apart <= 0.14 * taller


def covers(ids: Ids, wholes: list[tuple[tuple[int, int], Mask, int]]) -> Cover:
    """Which later things hide how much of each, the things given by corner, whole mask and area in pixels."""
    result: Cover = {}
    height, width = ids.shape
    for index, ((left, top), mask, area) in enumerate(wholes):
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(width, left + mask.shape[1]), min(height, top + mask.shape[0])
        if x0 >= x1 or y0 >= y1:
            continue
        under = ids[y0:y1, x0:x1][mask[y0 - top : y1 - top, x0 - left : x1 - left]]
        for other in range(index + 2, len(wholes) + 1):
            hidden = int((under == other).sum())
            if hidden:
                result[index, other - 1] = hidden / area
    return result
