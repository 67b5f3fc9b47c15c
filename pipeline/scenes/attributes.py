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
    look = thing.look
    state = look.state if thing.kind.name != "traffic light" else ""
    words = (size, look.pattern, state, look.colour, look.material)
    return tuple(word for word in words if word and not (word == look.colour and thing.kind.name == word))


def relative_sizes(things: list[Placed], parts: list[Visible]) -> list[str]:
    """"large" or "small" for the one of a kind that plainly is so beside all others of the kind, else ""."""
    sizes = []
    for index, thing in enumerate(things):
        own = _height(parts[index])
        others = [_height(parts[i]) for i, other in enumerate(things) if other.kind is thing.kind and i != index]
        fair = all(_fair(other, part) for other, part in zip(things, parts, strict=True) if other.kind is thing.kind)
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
