"""The `stages` section of a job: settings of each stage. All of them are hashed into the stage's fingerprint.

Every threshold says where its default comes from: a publication, or ours. TinyGroundingGPT names its filters but
publishes no numbers, so none of these is claimed to be its.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from schemas.asked import AskedSpec
from schemas.detected import DetectedSpec
from schemas.detection import GroundingDinoSpec
from schemas.model import Model
from schemas.question import Task


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Family = Literal[
    "text_coordinate",
    "image_coordinate",
    "text_image",
    "conversation",
    "description",
    "count",
    "existence",
    "attribute",
    "relation",
    "caption",
    "qa",
]
"""Kinds of questions. The first five are TinyGroundingGPT's; `text_coordinate` and `image_coordinate` go both ways.
`qa` passes on the questions and conversations the source itself holds."""

TASKS: Mapping[Family, tuple[Task, ...]] = {
    "text_coordinate": ("text_to_coordinate", "coordinate_to_text"),
    "image_coordinate": ("image_to_coordinate", "coordinate_to_image"),
    "text_image": ("text_to_image", "image_relation"),
    "conversation": ("conversation",),
    "description": ("description",),
    "count": ("count",),
    "existence": ("existence",),
    "attribute": ("attribute",),
    "relation": ("relation",),
    "caption": ("caption",),
    "qa": ("qa", "conversation"),
}
"""What each family makes. The source's own conversations of several rounds are a `conversation` of the family `qa`."""

Share = Annotated[float, Field(ge=0, le=1)]
RulesOnly = Annotated[tuple[Literal["rules"], ...], BeforeValidator(_as_tuple), Field(min_length=1)]
ModelOnly = Annotated[tuple[Literal["openai"], ...], BeforeValidator(_as_tuple), Field(min_length=1)]
AnnotationsOrModel = Annotated[
    tuple[Literal["annotations", "openai"], ...], BeforeValidator(_as_tuple), Field(min_length=1)
]
Recognizers = Annotated[
    tuple[Literal["annotations", "detector", "openai"], ...], BeforeValidator(_as_tuple), Field(min_length=1)
]
Grounders = Annotated[
    tuple[Literal["annotations", "detector", "groundingdino"], ...], BeforeValidator(_as_tuple), Field(min_length=1)
]
AnyBackend = Annotated[
    tuple[Literal["annotations", "rules", "openai"], ...], BeforeValidator(_as_tuple), Field(min_length=1)
]


class CaptionSpec(AskedSpec):
    """Captions of the whole image."""

    backend: AnnotationsOrModel = ("annotations",)
    max_captions: int = Field(5, ge=1, description="COCO has five a picture; ours")


class RecognizeSpec(DetectedSpec):
    """The list of what is in the picture (L1)."""

    backend: Recognizers = ("annotations",)
    max_labels: int = Field(100, ge=1, description="GranD gives its LLM at most 100 objects")


class GroundSpec(DetectedSpec):
    """Boxes for each label (S1). A model may verify each on its object image (`verify_existence`)."""

    backend: Grounders = ("annotations",)
    box_threshold: Share = Field(0.3, description="GroundingDINO users: 0.25 to 0.35; annotations score 1")
    text_threshold: Share = Field(
        0.25, description="least mean score over a label's tokens, for groundingdino; its demo: 0.25 per token"
    )
    groundingdino: GroundingDinoSpec = GroundingDinoSpec(model="IDEA-Research/grounding-dino-tiny")
    nms_iou: Share | None = Field(
        None,
        description="class-wise; W2C and Grounded-SAM 0.5, MG-LLaVA 0.2; None: off, annotations need none",
    )
    min_side_px: float = Field(2.0, ge=0, description="Groma's RefCOCO loader drops boxes under 2 px a side")
    max_boxes_per_label: int = Field(20, ge=1, description="MG-LLaVA keeps 20 per category")
    max_boxes: int = Field(100, ge=1, description="per image; MG-LLaVA, ProVision and GranD: 100")

    @model_validator(mode="after")
    def _has_one_text_threshold(self) -> Self:
        if "text_threshold" in self.groundingdino.model_fields_set:
            raise ValueError("text_threshold stands beside box_threshold, not under groundingdino")
        return self

    def idle(self) -> frozenset[str]:
        own = frozenset({"text_threshold", "groundingdino"})
        return super().idle() | (frozenset() if "groundingdino" in self.backend else own)


class DescribeSpec(AskedSpec):
    """What each label means; the first backend that knows one is used."""

    backend: AnyBackend = ("annotations", "rules")
    glossary: str = "glossary"


class RelateSpec(AskedSpec):
    """Triples over regions; the backends' triples are joined."""

    backend: AnyBackend = ("annotations", "rules")
    min_area: Share = Field(0.01, description="both boxes' least share of the image for a geometric triple; W2C: 0.05")
    max_relations: int = Field(20, ge=1, description="geometric triples per image; ours")


class AugmentSpec(Model):
    """Bounds within which each object image's margin and augmentation are drawn. TinyGroundingGPT names none; ours."""

    max_margin: float = Field(0.2, ge=0, le=1, description="share of the box's sides; small: less background")
    flip: Share = Field(0.5, description="how often mirrored")
    color: float = Field(0.2, ge=0, lt=1, description="brightness, contrast, saturation within 1 +- this; hue stays")
    max_zoom: float = Field(1.2, ge=1, le=2, description="1.2 still shows 83 % of each side")


class AskSpec(AskedSpec):
    """Questions and answers. `seed` decides wording, distractors and augmentation."""

    backend: AnyBackend = ("annotations", "rules")
    tasks: tuple[Family, ...] = tuple(TASKS)
    seed: int = 0
    max_per_task: int = Field(3, ge=1, description="questions of one kind per image, from templates; ours")
    max_count: int = Field(8, ge=1, le=20, description="largest count said; Instructify asserts counts up to 8")
    min_lead: Share = Field(0.05, description="by which `the leftmost` leads the next, of the image's side; ours")
    num_options: int = Field(4, ge=2, le=8, description="object images to choose from; ours")
    object_image_size: int = Field(224, ge=16, description="long side in pixels; ours")
    augmentation: AugmentSpec = AugmentSpec()
    templates: str = Field("questions", description="folder under prompts/ with one file per kind of question")


class CheckSpec(Model):
    """TinyGroundingGPT's filter (its section 3.2 names the rules without numbers) and consistency."""

    backend: RulesOnly = ("rules",)
    min_crop_area: Share = Field(0.005, description="least share of the image an object image may show; ours")
    max_crop_area: Share = Field(0.8, description="largest share; ours")
    max_option_iou: Share = Field(0.5, description="between the boxes behind one question's options; ours")
    min_score: Share = Field(0.35, description="of regions asked about; GroundingDINO's demo threshold")
    max_boxes_per_label: int = Field(8, ge=1, description="of a label asked about; Instructify counts up to 8")
    min_lead: Share = Field(0.05, description="by which `the leftmost` leads the next, of the image's side; ours")
    licenses: tuple[str, ...] | None = Field(None, description="allowed image licences; None: any")


class JudgeSpec(AskedSpec):
    """TinyGroundingGPT's three axes (its Table 9), 1 to 5; it reports scores and gates nothing: the minimum is ours."""

    backend: ModelOnly = ("openai",)
    minimum: int = Field(3, ge=1, le=5, description="of each axis; 1 keeps all")


class StagesSpec(Model):
    """Only the stages named here run; without the section all that the source can feed run, with these defaults."""

    caption: CaptionSpec | None = None
    recognize: RecognizeSpec | None = None
    ground: GroundSpec | None = None
    describe: DescribeSpec | None = None
    relate: RelateSpec | None = None
    ask: AskSpec | None = None
    check: CheckSpec | None = None
    judge: JudgeSpec | None = None


ALL_STAGES = StagesSpec(
    caption=CaptionSpec(),
    recognize=RecognizeSpec(),
    ground=GroundSpec(),
    describe=DescribeSpec(),
    relate=RelateSpec(),
    ask=AskSpec(),
    check=CheckSpec(),
)
