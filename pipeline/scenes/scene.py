"""One scene, a pure function of the seed and its index: its picture and what is true of it."""

from dataclasses import dataclass
from hashlib import sha256
from random import Random

import numpy as np
from PIL import Image, ImageChops

from pipeline.scenes import attributes, backdrop, contours, layout, masks, paint, relations, textures
from pipeline.scenes.backdrop import FIRST_SURFACE_ID
from pipeline.scenes.captions import captions
from pipeline.scenes.layout import USUAL, Framing
from pipeline.scenes.masks import Ids, Visible
from pipeline.scenes.placed import SCALE, Placed
from pipeline.scenes.questions import questions
from pipeline.scenes.regions import regions
from pipeline.scenes.settings import SETTINGS
from pipeline.scenes.strips import Strip, lay_out
from pipeline.scenes.truth import Noun, Scene, Seen

_LEAST_SURFACE = 300


@dataclass(frozen=True)
class _Stage:
    """A scene laid out and seen to be good: everything left in it is seen well."""

    canvas: Image.Image
    strips: list[Strip]
    things: list[Placed]
    parts: list[Visible]
    ids: Ids


@dataclass(frozen=True)
class Rendered:
    """`ids` has k + 1 where the scene's thing k is seen, and 200 or more for surfaces."""

    picture: Image.Image
    ids: Ids
    scene: Scene


def render(seed: int, index: int, framing: Framing = USUAL) -> Rendered:
    rng = Random(int.from_bytes(sha256(f"{seed}/{index}".encode()).digest()))
    setting = rng.choice(SETTINGS)
    width, height = layout.picture_size(rng)
    horizon = height * rng.uniform(*setting.horizon)
    strips = lay_out(setting, horizon * SCALE, height * SCALE, rng)
    canvas, surfaces = backdrop.paint((width * SCALE, height * SCALE), strips, rng)
    while True:
        things, parts, ids = _clear(layout.arrange(setting, width, height, horizon, framing, rng), surfaces)
        if len(things) >= min(2, framing.most_things):
            break
    stage = _Stage(canvas, strips, things, parts, ids)
    picture = _picture(stage, rng)
    return Rendered(picture, ids, _scene(stage, index, setting.scenery, rng))


def _clear(things: list[Placed], surfaces: Image.Image) -> tuple[list[Placed], list[Visible], Ids]:
    """The things less those that are hardly seen, taken away one after the other, the worst first."""
    while True:
        ids = masks.paint_ids(surfaces, things)
        found = [masks.visible(ids, i + 1, masks.whole_area(thing)) for i, thing in enumerate(things)]
        bad = [i for i, part in enumerate(found) if not masks.seen_well(part)]
        if not bad:
            return things, [part for part in found if part is not None], ids
        gone = things[min(bad, key=lambda i: _share(found[i]))]
        things = [thing for thing in things if thing is not gone and thing.held_by is not gone]


def _share(part: Visible | None) -> float:
    return part.share if part else 0.0


def _picture(stage: _Stage, rng: Random) -> Image.Image:
    for thing in stage.things:
        paint.paint(stage.canvas, thing)
    small = stage.canvas.reduce(SCALE)
    x, y = rng.randrange(32), rng.randrange(32)
    grain = textures.grain().crop((x, y, x + small.width, y + small.height))
    return ImageChops.add(small, grain, 1, -128)


def _scene(stage: _Stage, index: int, scenery: str, rng: Random) -> Scene:
    said = attributes.of(stage.things, stage.parts)
    seen = [_seen(stage, number, words) for number, words in enumerate(said)]
    seen += _surfaces(stage)
    height, width = stage.ids.shape
    wholes = [_whole(thing) for thing in stage.things]
    found = tuple(relations.related(stage.things, seen, relations.covers(stage.ids, wholes), rng))
    things = tuple(seen)
    return Scene(
        index,
        width,
        height,
        scenery,
        things,
        found,
        captions(things, found, scenery, rng),
        regions(things, found, rng),
        questions(things, found, scenery, rng),
    )


def _seen(stage: _Stage, number: int, said: tuple[str, ...]) -> Seen:
    thing, part = stage.things[number], stage.parts[number]
    kind, look, colour = thing.kind, thing.look, attributes.colour_of(thing)
    noun = Noun(kind.name, kind.said, kind.said_of_many, kind.synset)
    facts = (noun, kind.number, part.box, part.area, said, thing.place, colour, look.material, look.pattern)
    if thing.crowd:
        return Seen(*facts, crowd=True, runs=tuple(contours.run_lengths(stage.ids == number + 1)))
    x0, y0 = part.box[:2]
    outlines = tuple(tuple((x + x0, y + y0) for x, y in outline) for outline in contours.polygons(part.mask))
    return Seen(*facts, polygons=outlines)


def _surfaces(stage: _Stage) -> list[Seen]:
    found = []
    for number, strip in enumerate(stage.strips):
        part = masks.visible(stage.ids, FIRST_SURFACE_ID + number)
        if part is not None and part.area >= _LEAST_SURFACE:
            name, colour = strip.band.name, strip.tint.colour
            noun = Noun(name, name, name, strip.band.synset)
            found.append(Seen(noun, 0, part.box, part.area, (colour,) if colour else (), colour=colour))
    return found


def _whole(thing: Placed) -> tuple[tuple[int, int], masks.Mask, int]:
    """The thing's corner, whole mask and area in picture pixels."""
    left, top = thing.corner
    mask = np.asarray(thing.silhouette)[top % SCALE :: SCALE, left % SCALE :: SCALE] > 0
    return (-(-left // SCALE), -(-top // SCALE)), mask, max(1, int(mask.sum()))
