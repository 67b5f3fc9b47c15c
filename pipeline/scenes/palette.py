"""The named colours of the scenes: far enough apart that a name fits only one of them."""

from random import Random

Rgb = tuple[int, int, int]

NAMED: dict[str, Rgb] = {
    "red": (203, 38, 44),
    "orange": (242, 134, 28),
    "yellow": (246, 212, 48),
    "green": (58, 148, 62),
    "blue": (44, 98, 200),
    "purple": (128, 62, 166),
    "pink": (243, 142, 184),
    "brown": (124, 78, 44),
    "black": (44, 44, 49),
    "white": (240, 240, 235),
    "gray": (142, 145, 150),
}

WHITE: Rgb = (252, 252, 250)
INK: Rgb = (34, 32, 36)
STEEL: Rgb = (150, 156, 164)
TIMBER: Rgb = (134, 88, 50)
LEAF: Rgb = (70, 142, 60)
PANE: Rgb = (176, 214, 234)

_CONTRAST = {"white": "red", "yellow": "purple", "pink": "purple", "orange": "white", "gray": "yellow"}


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from `first` to `second` (0 to 1)."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def dark(colour: Rgb, share: float = 0.3) -> Rgb:
    return mix(colour, (16, 14, 24), share)


def light(colour: Rgb, share: float = 0.3) -> Rgb:
    return mix(colour, (255, 254, 246), share)


def nuance(name: str, rng: Random) -> Rgb:
    """A colour that still bears the name: the greys and yellow, whose names are narrow, stray least."""
    red, green, blue = NAMED[name]
    if name in ("white", "black", "gray", "yellow"):
        step = rng.randint(-6, 6)
        return (_bound(red + step), _bound(green + step), _bound(blue + step))
    return (
        _bound(red + rng.randint(-9, 9)),
        _bound(green + rng.randint(-9, 9)),
        _bound(blue + rng.randint(-9, 9)),
    )


def accent(name: str) -> Rgb:
    """The colour of stripes and dots on an object of the named colour."""
    return NAMED[_CONTRAST.get(name, "white")]


def _bound(value: int) -> int:
    return max(0, min(255, value))
