"""A training spec: one YAML file, from published shards to a model: what is learned from what, how, where to."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from schemas.manifest import Split
from schemas.model import Model
from schemas.question import Task

Share = Annotated[float, Field(ge=0, le=1)]
Trainable = Literal["vision", "projector", "language"]


class RandomPart(Model):
    """A part that starts from nothing: a `transformers` configuration, its `model_type` included."""

    config: dict[str, Any]

    @model_validator(mode="after")
    def _names_its_type(self) -> Self:
        if not isinstance(self.config.get("model_type"), str):
            raise ValueError("config needs a model_type, for example qwen2, clip_vision_model or dinov2")
        return self


Part = Annotated[str | RandomPart, Field(description="a hub id, a local folder, or a configuration to start from")]


class TrainedTokenizer(Model):
    """A byte-level BPE trained on the shards' own words, for a language model that starts from nothing."""

    vocab_size: int = Field(2048, ge=320, description="256 bytes, marks and coordinates included")
    documents: int = Field(2000, ge=1, description="of each shard set that it is trained on")
    coordinate_tokens: bool = Field(True, description="every value a coordinate can take is one token")


class GroundingModelSpec(Model):
    """TinyGroundingGPT's family: concatenated vision features, an MLP projector, a causal language model."""

    family: Literal["grounding"]
    language: Part
    vision: Annotated[tuple[Part, ...], Field(min_length=1, description="encoders of one grid, features concatenated")]
    tokenizer: str | TrainedTokenizer | None = Field(None, description="None: the language model's own")
    image_size: int = Field(336, ge=16, description="pixels a side of the padded square; 336 is the paper's")
    object_size: int = Field(112, ge=16, description="of an object image's square; the paper does not say; ours")
    hidden_layer: int = Field(-2, le=-1, description="CLIP's layer that is read, as LLaVA does; others: their last")
    grid_positions: bool = Field(False, description="2-D sines added to features of encoders that have no positions")
    attends_within_images: bool = Field(False, description="a picture's tokens see each other both ways; ours")


class DiscreteModelSpec(Model):
    """MMGiC's family: a frozen image tokenizer's codes are words of the language model."""

    family: Literal["discrete"]
    language: Part
    image_tokenizer: Part = Field(description="a `transformers` VQ model, frozen")
    tokenizer: str | TrainedTokenizer | None = Field(None, description="None: the language model's own")
    image_size: int = Field(224, ge=8, description="pixels a side of the padded square; LaVIT's 224")
    object_size: int = Field(112, ge=8, description="of an object image's square; ours")


ModelSpec = Annotated[GroundingModelSpec | DiscreteModelSpec, Field(discriminator="family")]


class ShardSetSpec(Model):
    """One published recipe and what of it is read."""

    shards: str = Field(description="the folder with manifest.json, for example runs/demo/shards/grounding")
    split: Split = "train"
    weight: float | None = Field(None, gt=0, description="share of the phase's draws; None: its number of sequences")
    segments: bool = Field(True, description="interleaved documents, loss on all text")
    conversations: bool = Field(True, description="loss on answers only")
    tasks: tuple[Task, ...] | None = Field(None, description="these kinds of conversations only")
    documents: int | None = Field(None, ge=1, description="the first N, in the shards' order: a size-matched control")


class PhaseSpec(Model):
    """One stretch of the curriculum. Draws of a set are without replacement until all of it was drawn."""

    name: str
    sets: tuple[ShardSetSpec, ...] = Field(min_length=1)
    epochs: float = Field(1.0, gt=0, description="times the number of sequences of its sets")
    sequences: int | None = Field(None, ge=1, description="instead of epochs")
    playback: float = Field(0.0, ge=0, lt=1, description="share of the draws taken from earlier phases' sets")


class DataSpec(Model):
    """From shards to rows of tokens. Everything here decides what is learned; `workers` only how fast."""

    phases: tuple[PhaseSpec, ...] = Field(min_length=1)
    max_length: int = Field(2048, ge=16, description="tokens of a row; GroundingGPT's 2048")
    packing: bool = Field(True, description="several sequences a row, none sees another; else one sequence a row")
    questions: Literal["together", "apart"] = Field(
        "together",
        description="a picture's conversations share its tokens and do not see each other, or each brings it again",
    )
    decimals: int = Field(3, ge=1, le=4, description="of a coordinate, 0 to 1 of the padded square; the paper's 3")
    damaged: Literal["stop", "skip"] = Field("stop", description="a damaged shard or picture: stop, or skip and count")
    seed: int = 0
    workers: int = Field(2, ge=0, description="processes that decode, each rank; 0: none")

    @model_validator(mode="after")
    def _plays_back_something(self) -> Self:
        if self.phases[0].playback:
            raise ValueError("phases.0.playback: there is no earlier phase to play back")
        return self


class LoraSpec(Model):
    """Low-rank adapters in the language model's linear layers, with `peft`; embeddings that were added are trained."""

    rank: int = Field(16, ge=1, description="MMGiC does not publish its; ours")
    alpha: float = Field(32.0, gt=0)
    dropout: Share = 0.0
    targets: tuple[str, ...] | Literal["all-linear"] = "all-linear"


class OptimizeSpec(Model):
    """AdamW under a cosine with warm-up."""

    trainable: tuple[Trainable, ...] = Field(("projector", "language"), min_length=1)
    lora: LoraSpec | None = Field(None, description="of the language model, instead of all its weights")
    learning_rate: float = Field(2e-5, gt=0)
    min_learning_rate: Share = Field(0.0, description="share of the learning rate at the end")
    warmup: Share = Field(0.03, description="share of the steps")
    betas: tuple[Share, Share] = (0.9, 0.999)
    weight_decay: float = Field(0.0, ge=0)
    clip: float = Field(1.0, gt=0, description="largest norm of the gradient")
    batch: int = Field(32, ge=1, description="rows a step, over all ranks")


class EngineSpec(Model):
    """Where and how fast. Without dropout nothing here changes what is computed beyond rounding."""

    device: Literal["auto", "cpu", "cuda"] = "auto"
    dtype: Literal["auto", "bfloat16", "float32"] = Field("auto", description="auto: bfloat16 on a GPU")
    rows: int = Field(1, ge=1, description="of one forward pass of a rank; the rest of the batch is accumulated")
    activation_checkpointing: bool = False
    compile: bool = Field(False, description="torch.compile of the language model's layers")
    checkpoint_every: int = Field(500, ge=1, description="steps")
    keep: int = Field(2, ge=1, description="newest checkpoints kept")
    log_every: int = Field(10, ge=1, description="steps")
    tensorboard: bool = True
    peak_tflops: float | None = Field(None, gt=0, description="for MFU; None: the device's, or measured")


class TrainSpec(Model):
    """From which shards, which model, how, to where. `start_from`: a finished model of an earlier stage."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    about: str = Field("", description="for people: whose settings these are")
    model: ModelSpec
    start_from: str | None = None
    data: DataSpec
    optimize: OptimizeSpec = OptimizeSpec()
    engine: EngineSpec = EngineSpec()
    seed: int = 0
    out: str

    @model_validator(mode="after")
    def _trains_what_is_there(self) -> Self:
        if self.model.family == "discrete" and "language" not in self.optimize.trainable:
            raise ValueError("optimize.trainable: of the discrete family only the language model can learn")
        if self.optimize.lora and "language" not in self.optimize.trainable:
            raise ValueError("optimize.lora: adapts the language model, which optimize.trainable does not name")
        return self
