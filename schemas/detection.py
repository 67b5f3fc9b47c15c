"""Models that find boxes in this process: what decides their answers apart from where and how fast they run.

Paths are neither: what a file holds is hashed in its place, so weights that moved answer no question again.
"""

from typing import Any, Literal

from pydantic import Field, model_validator

from schemas.model import Model


class DeviceSpec(Model):
    """Execution only, never hashed."""

    device: str = Field("auto", pattern=r"^(auto|cpu|cuda(:\d+)?)$", description="auto: a GPU where there is one")
    batch: int = Field(8, ge=1, le=512, description="pictures in one call of the model, at most; a detector takes one")
    threads: int | None = Field(None, ge=1, description="CPU threads of the model; None: the library's own choice")


class GroundingDinoSettings(Model):
    """What is asked: decides bytes, and is hashed into the stage's fingerprint beside the digest of the files."""

    library: Literal["transformers", "groundingdino-py"] = "transformers"
    precision: Literal["fp32", "bf16", "fp16"] = Field("fp32", description="the last two: autocast")
    short_side: int = Field(800, ge=32, le=4096, description="px the picture is scaled to; GroundingDINO's own")
    long_side: int = Field(1333, ge=32, le=4096, description="px, at most; GroundingDINO's own")
    labels_per_prompt: int = Field(
        1,
        ge=1,
        le=100,
        description="1: each object by its own prompt, as TinyGroundingGPT; more share one forward pass",
    )
    min_score: float = Field(0.05, ge=0, le=1, description="boxes below are no part of the kept answer; ours")
    max_queries: int = Field(300, ge=1, le=2000, description="best boxes of a prompt in the kept answer; ours")
    text_threshold: float = Field(
        0.25, ge=0, le=1, description="least mean score over a label's tokens; GroundingDINO's demo has 0.25 per token"
    )

    @model_validator(mode="after")
    def _sides_in_order(self) -> "GroundingDinoSettings":
        if self.long_side < self.short_side:
            raise ValueError(f"long_side {self.long_side} is less than short_side {self.short_side}")
        return self


class GroundingDinoSpec(GroundingDinoSettings, DeviceSpec):
    """Both in one mapping, and where the files lie.

    `transformers`: `model` is a folder or a hub id. `groundingdino-py`: `model` is the checkpoint, `config` its file
    of settings, `text_encoder` the folder or hub id of its BERT.
    """

    model: str = Field(min_length=1)
    revision: str | None = Field(None, description="of hub ids: a commit, so that tomorrow's weights are the same")
    config: str | None = None
    text_encoder: str | None = Field(None, description="None: what `config` names, a hub id such as bert-base-uncased")

    @model_validator(mode="after")
    def _files_of_the_library(self) -> "GroundingDinoSpec":
        if self.library == "groundingdino-py" and self.config is None:
            raise ValueError("library groundingdino-py needs `config`, the .py file of settings beside the checkpoint")
        if self.library == "transformers" and (self.config or self.text_encoder):
            raise ValueError("`config` and `text_encoder` belong to library groundingdino-py; transformers has its own")
        return self

    def decisive(self) -> dict[str, Any]:
        """The part that is hashed, as JSON."""
        return self.model_dump(mode="json", include=set(GroundingDinoSettings.model_fields))


class DetectorSettings(Model):
    """What is asked: decides bytes, and is hashed into the stage's fingerprint beside the digests of the files."""

    layout: Literal["yolox"] = Field("yolox", description="of input and output; YOLOX: letterbox, strides 8, 16, 32")
    input_size: tuple[int, int] | None = Field(
        None, description="width, height in px; None: what the model declares. Needed when it declares none"
    )
    vocabulary: str | None = Field(
        "coco80", description="stem under prompts/vocabularies: names by index; None: the class file's own words"
    )
    min_score: float = Field(0.01, ge=0, le=1, description="detections below are no part of the kept answer; ours")
    nms_iou: float = Field(0.65, gt=0, le=1, description="of the detector itself, class-wise; YOLOX's evaluation: 0.65")
    label_threshold: float = Field(0.3, ge=0, le=1, description="best detection of a recognized label; ours")


class DetectorSpec(DetectorSettings, DeviceSpec):
    """Both in one mapping, and where the files lie: an ONNX model and its class names, one a line."""

    model: str = Field(min_length=1)
    classes: str = Field(min_length=1)

    def decisive(self) -> dict[str, Any]:
        """The part that is hashed, as JSON; `label_threshold` is the recognizer's alone."""
        return self.model_dump(mode="json", include=set(DetectorSettings.model_fields) - {"label_threshold"})
