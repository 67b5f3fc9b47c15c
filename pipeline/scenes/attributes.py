"""What may be said of each thing: colour, relative size, pattern, material, state."""

from pipeline.scenes.masks import Visible
from pipeline.scenes.placed import Placed

_SIZE_GAP = 1.4
_WELL_SEEN = 0.85


def of(things: list[Placed], parts: list[Visible]) -> list[tuple[str, ...]]:
    """Attributes of each thing, in the order in which they are spoken."""
    sizes = relative_sizes(things, parts)
    return [_said(thing, size) for thing, size in zip(things, sizes, strict=True)]


def _said(thing: Placed, size: str) -> tuple[str, ...]:
    look, colour = thing.look, colour_of(thing)
    state = look.state if look.state != colour else ""
    return tuple(word for word in (size, look.pattern, state, colour, look.material) if word)


def colour_of(thing: Placed) -> str:
    """The colour people would give it: of a traffic light that of its lamp, of an orange none."""
    if thing.kind.name == "traffic light":
        return thing.look.state
    return thing.look.colour if thing.kind.says_colour and thing.look.colour != thing.kind.name else ""


def relative_sizes(things: list[Placed], parts: list[Visible]) -> list[str]:
    """ "large" or "small" for the one of a kind that plainly is so beside all others of the kind, else ""."""
    sizes = []
    for index, thing in enumerate(things):
        own = _height(parts[index])
        alike = [i for i, other in enumerate(things) if other.kind is thing.kind]
        others = [_height(parts[i]) for i in alike if i != index]
        fair = all(_fair(things[i], parts[i]) for i in alike)
        if not others or not fair:
            sizes.append("")
        elif own >= _SIZE_GAP * max(others):
            sizes.append("large")
        else:
            sizes.append("small" if own * _SIZE_GAP <= min(others) else "")
    return sizes


def _fair(thing: Placed, part: Visible) -> bool:
    return part.share >= _WELL_SEEN and not thing.crowd


def _height(part: Visible) -> int:
    return part.box[3] - part.box[1]
