"""Things that other things carry: on top of them, or in them."""

from random import Random

from pipeline.scenes import looks
from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.placed import Frame, Placed

_ON = {
    "bench": ("cat", "book", "sports ball", "bird", "bow", "dog"),
    "chair": ("cat", "book", "sports ball", "cube"),
    "couch": ("cat", "book", "sports ball", "dog"),
    "book": ("apple", "cup", "mouse", "candle", "orange", "bow", "cube"),
    "barrel": ("candle", "bottle", "bird", "apple", "lamp", "cat"),
    "rock": ("bird", "flower"),
    "cube": ("apple", "sports ball", "candle", "bow", "orange", "cube"),
}
_IN = {"bowl": ("apple", "orange", "banana"), "vase": ("flower",)}
_WIDTH = {
    "cat": 0.34,
    "dog": 0.5,
    "book": 0.5,
    "candle": 0.3,
    "bottle": 0.26,
    "flower": 0.34,
    "cup": 0.5,
    "lamp": 0.7,
}


def held(support: Placed, rng: Random) -> list[Placed]:
    """What the support carries, if anything; things in it are painted before it, things on it after."""
    kind, frame = support.kind, support.frame
    if kind.name in _IN:
        return _inside(support, rng)
    if kind.name not in _ON or support.look.state == "open":
        return []
    rider = KINDS[rng.choice(_ON[kind.name])]
    wide = frame.width * min(0.7, _WIDTH.get(rider.name, 0.46) * rng.uniform(0.85, 1.1))
    if kind.name == "chair":
        wide *= 1.4
    tall = wide / rng.uniform(*rider.aspect)
    if kind.name in ("bench", "couch"):
        tall = min(tall, frame.height * 0.62)
        wide = tall * sum(rider.aspect) / 2
    assert kind.top is not None
    room = frame.width - wide
    x0 = frame.x0 + room * rng.uniform(0.3, 0.7)
    base = frame.y0 + kind.top * frame.height
    if wide < 9 or base - tall < 1:
        return []
    return [
        _carried(
            support, rider.name, Frame(x0, base - tall, x0 + wide, base, 0.0, rng.random() < 0.5), "on", 0.01, rng
        ),
    ]


def _inside(support: Placed, rng: Random) -> list[Placed]:
    frame, names = support.frame, _IN[support.kind.name]
    count = rng.randint(1, 3) if support.kind.name == "bowl" else 1
    things = []
    for i in range(count):
        kind = KINDS[rng.choice(names)]
        wide = frame.width * (0.3 if support.kind.name == "bowl" else 0.8)
        tall = wide / rng.uniform(*kind.aspect)
        middle = frame.x0 + frame.width * (0.5 if count == 1 else 0.24 + 0.52 * i / (count - 1))
        base = frame.y0 + frame.height * (0.42 if support.kind.name == "bowl" else 0.3)
        if kind.name == "banana":
            base -= tall * 0.16
        if wide >= 9 and base - tall > 1:
            box = Frame(middle - wide / 2, base - tall, middle + wide / 2, base, 0.0, rng.random() < 0.5)
            things.append(_carried(support, kind.name, box, "in", -0.05 + 0.01 * i, rng))
    return things


def _carried(support: Placed, name: str, frame: Frame, hold: str, offset: float, rng: Random) -> Placed:
    kind = KINDS[name]
    look = looks.choose(kind, True, rng)
    order, seed = support.order + offset, rng.randrange(1 << 30)
    return Placed(kind, look, [frame], support.zone, support.place, "", order, seed, support, hold)
