"""`multigrain train`: checks, data, model, steps, the finished model. Reads from top to bottom."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.training.checks import check_batch, check_length, check_memory, counted
from pipeline.training.data.gather import Data, gather
from pipeline.training.data.loader import Batches, Share, load
from pipeline.training.engine.checkpoint import Checkpoints, Progress
from pipeline.training.engine.flops import peak_flops, step_flops
from pipeline.training.engine.metrics import Metrics
from pipeline.training.engine.optimizer import adamw, thaw
from pipeline.training.engine.precision import compute_dtype, decoder_layers, sharded
from pipeline.training.engine.ranks import Ranks, ranks
from pipeline.training.engine.save import save_finished
from pipeline.training.engine.steps import Trainer, run
from pipeline.training.models.build import Built, build
from pipeline.training.models.lora import adapted
from pipeline.training.models.tokenizer import tokenizer_words
from prompts.loader import load as load_words
from schemas.chat import ChatMarks
from schemas.training import TrainSpec

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads do not survive the loader's fork


@dataclass(frozen=True, slots=True)
class Trained:
    """`until`: steps that this call was asked for; the model is saved once all `steps` are done."""

    out: Path
    model: Path | None
    steps: int
    until: int
    progress: Progress
    sets: list[dict[str, Any]]


def train(spec: TrainSpec, say: Callable[[str], None], stop_after: int | None = None) -> Trained:
    """Begins or resumes in `spec.out`. Raises TrainingSpecError before the first step, TrainingStoppedError after."""
    with ranks(spec.engine) as own:
        check_batch(spec, own)
        chat = load_words("training/chat", ChatMarks)
        built = build(spec, tokenizer_words(spec, chat.body), chat.name)
        check_length(spec, built.pictures)
        data = gather(spec.data, built, Path(spec.out, "survey"), own)
        merges = prepared(spec, built)
        check_memory(built.model, own)
        return _train(spec, own, built, merges, data, say, stop_after)


def prepared(spec: TrainSpec, built: Built) -> Any:
    """Freezes, adapts and sets up what the spec asks for. Returns what merges LoRA again; None without."""
    model: Any = built.model
    merges = None
    if spec.optimize.lora:
        merges = adapted(model, spec.optimize.lora, learns_embeddings=spec.model.family == "discrete")
    thaw(model, spec.optimize)
    model.train()
    if spec.engine.activation_checkpointing:
        model.language.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        model.language.enable_input_require_grads()
    return merges


def _train(
    spec: TrainSpec,
    own: Ranks,
    built: Built,
    merges: Any,
    data: Data,
    say: Callable[[str], None],
    stop_after: int | None,
) -> Trained:
    out, dtype, steps = Path(spec.out), compute_dtype(spec.engine, own.device), data.plan.steps(spec.optimize.batch)
    model: Any = built.model.to(own.device)
    flops = step_flops(model, spec.data.max_length)
    if spec.engine.compile:
        for layer in decoder_layers(model):
            layer.compile()
    sharded(model, own, dtype)
    optimizer = adamw(model, spec.optimize, own.device)
    checkpoints = Checkpoints(out / "checkpoints", identity(spec, built, data), spec.engine.keep, own)
    progress = checkpoints.load(model, optimizer)
    metrics = Metrics(out, own.is_first, spec.engine.tensorboard, say)
    metrics.resume(progress.step)
    sets = counted(data.surveys)
    if own.is_first:
        _announce(spec, data, sets, steps, progress, say)
    share = Share(spec.optimize.batch, spec.engine.rows, own.rank, own.count)
    batches = Batches(data.plan, data.reader, share, spec.data.max_length if spec.data.packing else None)
    stream = load(batches, progress.step * share.passes, spec.data.workers, own.device.type == "cuda")
    peak, _ = peak_flops(own.device, dtype, spec.engine.peak_tflops)
    trainer = Trainer(
        spec, own, model, optimizer, stream, share.passes, steps, dtype, checkpoints, metrics, flops, peak
    )
    until = min(steps, stop_after or steps)
    progress = run(trainer, progress, until)
    metrics.close()
    folder = None
    if until == steps:
        folder = save_finished(model, merges, built, out / "model", own, lambda: _again(spec, built))
    return Trained(out, folder, steps, until, progress, sets)


def _again(spec: TrainSpec, built: Built) -> tuple[Any, Any]:
    fresh = build(spec, built.words, built.facts.chat)
    return fresh.model, prepared(spec, fresh)


def identity(spec: TrainSpec, built: Built, data: Data) -> str:
    """What a checkpoint can only be resumed with: all that decides what is learned. Ranks, workers, rows are free."""
    said = spec.model_dump(mode="json", exclude={"engine", "out", "name", "about"})
    del said["data"]["workers"]
    told = json.dumps([said, built.words.digest(), data.plan.digest()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _announce(
    spec: TrainSpec,
    data: Data,
    sets: list[dict[str, Any]],
    steps: int,
    progress: Progress,
    say: Callable[[str], None],
) -> None:
    for counts in sets:
        say("  ".join(f"{name} {value}" for name, value in counts.items() if value or name == "sequences"))
    plan, phases = data.plan, zip(spec.data.phases, data.plan.phase_rows, strict=True)
    rows = ", ".join(f"{phase.name} {number}" for phase, number in phases)
    fill = plan.num_tokens / (plan.num_rows * spec.data.max_length)
    say(f"{steps} steps of {spec.optimize.batch} rows (rows: {rows}; {fill:.0%} of them filled)")
    if progress.step:
        say(f"resumed at step {progress.step}")
    Path(spec.out).mkdir(parents=True, exist_ok=True)
    Path(spec.out, "training.json").write_text(spec.model_dump_json(indent=1) + "\n")
