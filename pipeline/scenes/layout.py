"""Where things go: zones, depth, size and overlap, all drawn from one random source."""

from dataclasses import dataclass
from math import sqrt
from random import Random

from pipeline.scenes import crowds, looks, stacking
from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.kinds import Kind
from pipeline.scenes.placed import Frame, Placed
from pipeline.scenes.setting import Setting, Zone
from pipeline.scenes.strips import level

_RATIOS = (4 / 3, 4 / 3, 3 / 2, 3 / 2, 1.0, 3 / 4, 2 / 3, 16 / 9, 2.0, 0.5)
_ALONE = frozenset({"sun", "moon", "house", "lighthouse", "crane"})
_SIZES = (0.68, 0.85, 1.0, 1.0, 1.15, 1.4)
_NOT_SAID_WHERE = frozenset({"house", "lighthouse", "crane"})
_NOT_MIRRORED = frozenset({"stop sign", "clock"})


@dataclass(frozen=True)
class Framing:
    """How close the viewer stands: the most things wanted, and their size, 1 as usual."""

    most_things: int = 9
    size: float = 1.0


USUAL = Framing()


def picture_size(rng: Random) -> tuple[int, int]:
    """Width and height in pixels: sides from 160 to 480, of many aspects."""
    ratio = rng.choice(_RATIOS) * rng.uniform(0.96, 1.04)
    longer = rng.randint(256, 480)
    width, height = (longer, longer / ratio) if ratio >= 1 else (longer * ratio, longer)
    return max(160, round(width)), max(160, round(height))


def arrange(setting: Setting, width: int, height: int, horizon: float, framing: Framing, rng: Random) -> list[Placed]:
    """Things for a picture of this size, as many as the framing allows at most, back to front."""
    wanted = min(rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9)), framing.most_things)
    zoom = sqrt(width * height) * rng.uniform(0.56, 0.76) * (1.12 if wanted < 4 else 1.0)
    placer = _Placer(setting, width, height, horizon, zoom * framing.size, framing.most_things, rng)
    if rng.random() < 0.09:
        placer.crowd()
    while len(placer.things) < wanted and placer.tries < wanted * 4:
        placer.one()
    return sorted(placer.things, key=lambda thing: thing.order)


class _Placer:
    """Places things one by one, minding what is already there."""

    def __init__(
        self, setting: Setting, width: int, height: int, horizon: float, zoom: float, most: int, rng: Random
    ) -> None:
        self.setting, self.most, self.rng = setting, most, rng
        self.width, self.height, self.horizon, self.zoom = width, height, horizon, zoom
        self.things: list[Placed] = []
        self.tries = 0
        self.favourite = rng.random() < 0.5

    def one(self) -> None:
        self.tries += 1
        zone = self.rng.choices(self.setting.zones, [zone.weight for zone in self.setting.zones])[0]
        kind = self._kind(zone)
        if kind is None:
            return
        allowed = 0.04 if self.rng.random() < 0.5 else 0.42
        size = self.rng.choice(_SIZES)
        for _ in range(7):
            frame = self._frame(kind, zone, size)
            if self._overlap(frame) <= allowed:
                self._put(kind, zone, frame)
                return

    def _kind(self, zone: Zone) -> Kind | None:
        present = [thing.kind.name for thing in self.things]
        again = [name for name in present if name in zone.kinds and name not in _ALONE]
        if self.favourite and again and self.rng.random() < 0.5:
            name = self.rng.choice(again)
        else:
            name = self.rng.choice(zone.kinds)
        taken = name in _ALONE and name in present
        crowded = any(thing.crowd and thing.kind.name == name for thing in self.things)
        return None if taken or crowded else KINDS[name]

    def _frame(self, kind: Kind, zone: Zone, size: float) -> Frame:
        rng = self.rng
        top, bottom = (level(value, self.horizon, self.height) for value in (zone.top, zone.bottom))
        depth = rng.random()
        near = 0.62 + 0.5 * depth if zone.stands else 1.0
        aspect = rng.uniform(*kind.aspect)
        tall = kind.height * zone.scale * self.zoom * near * size
        tall = max(12.0, min(tall, 0.94 * bottom, 0.8 * self.width / aspect))
        wide = tall * aspect
        x0 = rng.uniform(-0.04 * wide, self.width - 0.96 * wide)
        base = top + (bottom - top) * depth if zone.stands else rng.uniform(min(top + tall, bottom), bottom)
        base = max(base, tall + 2.0)
        tilt = rng.uniform(-kind.tilt, kind.tilt) if not zone.stands else 0.0
        mirrored = rng.random() < 0.5 and kind.name not in _NOT_MIRRORED
        return Frame(x0, base - tall, x0 + wide, base, tilt, mirrored)

    def _overlap(self, frame: Frame) -> float:
        """The largest share of the smaller of two frames that lies in both."""
        worst = 0.0
        for other in (frame for thing in self.things for frame in thing.frames):
            across = min(frame.x1, other.x1) - max(frame.x0, other.x0)
            down = min(frame.y1, other.y1) - max(frame.y0, other.y0)
            if across > 0 and down > 0:
                smaller = min(frame.width * frame.height, other.width * other.height)
                worst = max(worst, across * down / smaller)
        return worst

    def _put(self, kind: Kind, zone: Zone, frame: Frame) -> None:
        thing = self._placed(kind, zone, [frame])
        self.things.append(thing)
        if zone.stands and self.rng.random() < 0.55:
            self.things += stacking.held(thing, self.rng)[: self.most - len(self.things)]

    def _placed(self, kind: Kind, zone: Zone, frames: list[Frame]) -> Placed:
        look = looks.choose(kind, zone.stands, self.rng)
        place = "" if kind.name in _NOT_SAID_WHERE else zone.phrase
        thing = Placed(kind, look, frames, zone.surface, place, "", 0.0, self.rng.randrange(1 << 30))
        thing.ground = zone.surface if zone.stands else ""
        thing.order = thing.base if zone.stands else thing.base - 10_000.0
        return thing

    def crowd(self) -> None:
        """Put a crowd into the empty picture, where the setting has a kind that gathers."""
        names = [(zone, name) for zone in self.setting.zones for name in dict.fromkeys(zone.kinds)]
        choices = [(zone, name) for zone, name in names if name in crowds.KINDS_IN_CROWDS]
        if choices:
            zone, name = self.rng.choice(choices)
            first = self._frame(KINDS[name], zone, crowds.SIZE)
            bottom = level(zone.bottom, self.horizon, self.height)
            frames = crowds.gathered(first, bottom, self.width, zone.stands, self.rng)
            self.things.append(self._placed(KINDS[name], zone, frames))
