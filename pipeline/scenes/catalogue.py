"""All kinds of object in the scenes, by name."""

from pipeline.scenes.coco_kinds import COCO_KINDS
from pipeline.scenes.kinds import Kind
from pipeline.scenes.own_kinds import OWN_KINDS

KINDS: dict[str, Kind] = {kind.name: kind for kind in COCO_KINDS + OWN_KINDS}
SCENE_LABELS: tuple[str, ...] = tuple(KINDS)
