"""Scenes: small drawn pictures with perfect annotations, in COCO's and Visual Genome's layouts.

Each scene is a pure function of a seed and its index, so a folder can be rendered again byte for byte.
Boxes, areas and outlines are of what is visible, in pixels of the picture.

`SCENE_LABELS` are COCO's category names. `SCENE_WORDS` maps a label to the word that captions and Visual
Genome use for it ("sports ball" is said "ball", "couch" is said "sofa"). `SURFACE_WORDS` are the grounds and
backgrounds, which Visual Genome names and COCO does not annotate.

Words that also mean something else, and what is drawn here: "mouse" (a computer mouse, not the animal),
"orange" (the fruit; also said as a colour), "crane" (the building machine, not the bird), "bat" (the animal,
not the club), "bow" (a tied ribbon, not the weapon or a ship's front), "kite" (the toy, not the bird), "star"
(in the sky, not a person), "plant" (in a pot, not a factory), "rock" (a stone, not music), "wine glass" (a
vessel; "glass" is also said as a material).
"""

from pipeline.scenes.catalogue import KINDS, SCENE_LABELS
from pipeline.scenes.dataset import render_dataset
from pipeline.scenes.scene import Rendered, render
from pipeline.scenes.settings import SETTINGS

SCENE_WORDS: dict[str, str] = {label: kind.said for label, kind in KINDS.items()}
SURFACE_WORDS: tuple[str, ...] = tuple(sorted({band.name for setting in SETTINGS for band in setting.bands}))

__all__ = ["SCENE_LABELS", "SCENE_WORDS", "SURFACE_WORDS", "Rendered", "render", "render_dataset"]
