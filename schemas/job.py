"""A job spec: one YAML file. `source`, `stages` and `publish` decide bytes; `execution` decides speed only."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.model import Model
from schemas.sources import SourceSpec
from schemas.stages import StagesSpec

_UNITS = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def _bytes(value: object) -> object:
    """`256MB` -> 256000000; other values are left to pydantic."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmg]i?b)?", str(value).strip().lower())
    if isinstance(value, bool) or match is None:
        raise ValueError(f"{value!r} is no size; write bytes or a number with kB, MB, GB, KiB, MiB, GiB")
    return int(float(match[1]) * _UNITS[match[2] or ""])


ByteCount = Annotated[int, BeforeValidator(_bytes), Field(gt=0)]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


class ShardSpec(Model):
    """A shard closes at whichever comes first."""

    max_documents: int = Field(1000, ge=1)
    max_bytes: ByteCount = Field(256_000_000, validate_default=False)


class SplitSpec(Model):
    val: float = Field(0.02, ge=0, lt=1, description="share of the identities; the rest is train")


class NearDuplicatesSpec(Model):
    """Of pictures that look the same, the first by the order of `source`, then of keys, is published."""

    max_distance: int = Field(
        4, ge=0, le=8, description="bits of 64 in which perceptual hashes may differ; ours, see pipeline/README.md"
    )


def _as_files(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class PublishSpec(Model):
    """`seed` decides order and split only."""

    recipes: tuple[str, ...] = Field(("multigrained",), min_length=1)
    shard: ShardSpec = ShardSpec()
    split: SplitSpec = SplitSpec()
    seed: int = 0
    exclude: Annotated[tuple[str, ...], BeforeValidator(_as_files)] = Field(
        (), description="lists of pictures to keep out (evaluation sets): keys, COCO ids, hashes, annotation files"
    )
    near_duplicates: NearDuplicatesSpec | None = Field(None, description="None: all are published")


StageName = Literal["caption", "recognize", "ground", "describe", "relate", "ask", "check", "judge"]


class StageExecutionSpec(Model):
    """What one stage asks of the workers that run it. A setting that would do nothing there is refused at plan."""

    workers: int | None = Field(None, ge=1, description="workers of the stage's own")
    cpus: float | None = Field(None, gt=0)
    gpus: float | None = Field(None, gt=0, description="a fraction shares one GPU among several workers")
    memory: ByteCount | None = None
    batch: int | None = Field(None, ge=1, description="images in one call of the model")


class ExecutionSpec(Model):
    """Speed only: nothing here changes a byte of the result. `cpus`, `memory`, `resources` are of each worker."""

    where: Literal["ray", "local"] = "ray"
    address: str | None = Field(
        None, description="of a running Ray cluster, `auto` for this machine's; None: RAY_ADDRESS, else start one here"
    )
    workers: int | None = Field(None, ge=1, description="worker processes; None: one per CPU")
    cpus: float | None = Field(None, gt=0, description="None: an equal share of all")
    memory: ByteCount | None = None
    resources: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Ray's custom resources: workers go to nodes that have them"
    )
    wait_s: float = Field(0, ge=0, description="for nodes of a cluster that are still starting")
    stages: dict[StageName, StageExecutionSpec] = Field(default_factory=dict)
    budget_usd: float | None = Field(
        None, gt=0, description="most that all answers in RUN_DIR may cost together, over resumes; needs `prices`"
    )


class Job(Model):
    """Where from, through what, to where."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    source: Annotated[tuple[SourceSpec, ...], BeforeValidator(_as_list), Field(min_length=1)]
    stages: StagesSpec | None = None
    publish: PublishSpec = PublishSpec()
    execution: ExecutionSpec = ExecutionSpec()
    out: str
