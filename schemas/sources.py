"""The `source` section of a job: where images and annotations come from. Paths are not part of any fingerprint."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.model import Model

SourceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class CocoSpec(Model):
    """COCO's layout, also Objects365 and V3Det. At least one of `instances` and `captions`."""

    kind: Literal["coco"]
    name: SourceName = "coco"
    images: str
    instances: str | None = None
    captions: str | None = None
    coco_ids: bool | None = Field(
        None,
        description="are images[].id official COCO ids? None: yes for those whose coco_url is on COCO's hosts",
    )


class VisualGenomeSpec(Model):
    """`annotations` is a folder of Visual Genome's JSON files, v1.0 or v1.2; missing files are missing grains."""

    kind: Literal["visual_genome"]
    name: SourceName = "vg"
    images: str
    annotations: str


class WebDatasetSpec(Model):
    """Tars of image + txt and/or json, as img2dataset writes them."""

    kind: Literal["webdataset"]
    name: SourceName = "webdataset"
    shards: str = Field(description="a path with * or {000..012} in its last part, or one tar")
    caption: str = Field("caption", description="the key of the caption in the json member, when there is no txt")


class LlavaSpec(Model):
    """One JSON list of {id, image, conversations: [{from, value}]} and a folder of images."""

    kind: Literal["llava"]
    name: SourceName = "llava"
    images: str
    conversations: str


class FolderSpec(Model):
    """Bare images, found recursively."""

    kind: Literal["folder"]
    name: SourceName = "folder"
    images: str


class ScenesSpec(Model):
    """Rendered scenes with perfect annotations, in the layouts named."""

    kind: Literal["scenes"]
    name: SourceName = "scenes"
    count: int = Field(gt=0, le=1_000_000)
    seed: int = 0
    layout: Literal["coco", "visual_genome", "both"] = "both"
    most_things: int = Field(9, ge=1, le=9, description="in one picture, surfaces aside")
    size: float = Field(1.0, ge=0.5, le=3, description="of the things; 2: twice as large as usual")


SourceSpec = Annotated[
    CocoSpec | VisualGenomeSpec | WebDatasetSpec | LlavaSpec | FolderSpec | ScenesSpec,
    Field(discriminator="kind"),
]
