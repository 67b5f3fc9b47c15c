"""Where things go: zones, depth, size and overlap; drawn from one random source, so that a seed fixes it all."""

from math import sqrt
from random import Random

from pipeline.scenes import looks, stacking
from pipeline.scenes.backdrop import level
from pipeline.scenes.catalogue import KINDS
from pipeline.scenes.kinds import Kind
from pipeline.scenes.placed import Frame, Placed
from pipeline.scenes.setting import Setting, Zone

_RATIOS = (4 / 3, 4 / 3, 3 / 2, 3 / 2, 1.0, 3 / 4, 2 / 3, 16 / 9, 2.0, 0.5)
_ALONE = frozenset({"sun", "moon", "house", "lighthouse", "crane"})
_SIZES = (0.68, 0.85, 1.0, 1.0, 1.15, 1.4)
CROWDS = frozenset({"bird", "sheep", "fish", "apple", "flower", "balloon", "star", "book"})


def picture_size(rng: Random) -> tuple[int, int]:
    """Width and height in pixels: sides from 160 to 480, of many aspects."""
    ratio = rng.choice(_RATIOS) * rng.uniform(0.96, 1.04)
    longer = rng.randint(256, 480)
    width, height = (longer, longer / ratio) if ratio >= 1 else (longer * ratio, longer)
    return max(160, round(width)), max(160, round(height))


def arrange(setting: Setting, width: int, height: int, horizon: float, rng: Random) -> list[Placed]:
    """Two to nine things for a picture of this size, back to front."""
    wanted = rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9))
    zoom = sqrt(width * height) * rng.uniform(0.5, 0.68) * (1.12 if wanted < 4 else 1.0)
    placer = _Placer(setting, width, height, horizon, zoom, rng)
    if rng.random() < 0.09:
        placer.crowd()
    while len(placer.things) < wanted and placer.tries < wanted * 4:
        placer.one()
    return sorted(placer.things, key=lambda thing: thing.order)


class _Placer:
    """Places things one by one, minding what is already there."""

    def __init__(self, setting: Setting, width: int, height: int, horizon: float, zoom: float, rng: Random) -> None:
        self.setting, self.rng = setting, rng
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
        tall = max(12.0, min(tall, 0.86 * self.height, 0.8 * self.width / aspect))
        wide = tall * aspect
        x0 = rng.uniform(-0.04 * wide, self.width - 0.96 * wide)
        base = top + (bottom - top) * depth if zone.stands else rng.uniform(min(top + tall, bottom), bottom)
        base = max(base, tall + 2.0)
        tilt = rng.uniform(-kind.tilt, kind.tilt) if not zone.stands else 0.0
        mirrored = rng.random() < 0.5 and kind.name not in ("stop sign", "clock")
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
        if zone.stands and (kind.top is not None or kind.mouth is not None) and self.rng.random() < 0.55:
            self.things += stacking.held(thing, self.rng)

    def _placed(self, kind: Kind, zone: Zone, frames: list[Frame]) -> Placed:
        order = max(frame.y1 for frame in frames) if zone.stands else -1000.0 + (kind.name == "cloud") * 0.5 + (kind.name == "bird")
        look = looks.choose(kind, zone.stands, self.rng)
        ground = zone.surface if zone.stands else ""
        return Placed(kind, look, frames, zone.surface, ground, order, self.rng.randrange(1 << 30))

    def crowd(self) -> None:
        """Five to nine of one kind close together, annotated as one crowd."""
        zones = [(zone, name) for zone in self.setting.zones for name in dict.fromkeys(zone.kinds) if name in CROWDS]
        if not zones:
            return
        zone, name = self.rng.choice(zones)
        kind = KINDS[name]
        first = self._frame(kind, zone, 0.55)
        columns = self.rng.randint(3, 4)
        frames = []
        for i in range(self.rng.randint(5, 9)):
            dx = (i % columns + self.rng.uniform(-0.15, 0.15)) * first.width * 0.82
            dy = (i // columns + self.rng.uniform(-0.1, 0.1)) * first.height * (0.4 if zone.stands else 0.85)
            shift = min(0.0, self.width - first.width * (0.9 + 0.82 * columns)) if first.x0 > self.width / 2 else 0.0
            x0, y0 = min(first.x0, self.width * 0.3) + dx + shift * 0, first.y0 + dy
            frames.append(Frame(x0, y0, x0 + first.width, y0 + first.height, first.tilt, first.mirrored))
        bottom = max(frame.y1 for frame in frames)
        lift = max(0.0, bottom - level(zone.bottom, self.horizon, self.height))
        lifted = [Frame(f.x0, f.y0 - lift, f.x1, f.y1 - lift, f.tilt, f.mirrored) for f in frames]
        self.things.append(self._placed(kind, zone, sorted(lifted, key=lambda frame: frame.y1)))
