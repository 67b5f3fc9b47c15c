"""The loop: a step is forward and backward over this rank's passes, one clipped update, and what there is to say."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from pipeline.training.data.batch import Batch
from pipeline.training.data.seeds import seed_of
from pipeline.training.engine.checkpoint import Checkpoints, Progress
from pipeline.training.engine.flops import StepFlops
from pipeline.training.engine.metrics import Measured, Metrics
from pipeline.training.engine.optimizer import learning, learning_rate
from pipeline.training.engine.precision import arithmetic
from pipeline.training.engine.ranks import Ranks
from pipeline.training.refusal import TrainingStoppedError
from schemas.training import TrainSpec


@dataclass(frozen=True, slots=True)
class Trainer:
    """Finished objects handed in; `batches` begin where `progress` stands. `peak`: FLOP/s of one device."""

    spec: TrainSpec
    ranks: Ranks
    model: Any
    optimizer: torch.optim.Optimizer
    batches: Iterator[Batch]
    passes: int
    steps: int
    dtype: torch.dtype
    checkpoints: Checkpoints
    metrics: Metrics
    flops: StepFlops
    peak: float


@dataclass(slots=True)
class Window:
    """What was seen since the last line, on this rank."""

    start: float = field(default_factory=time.perf_counter)
    waited: float = 0.0
    loss: float = 0.0
    targets: int = 0
    tokens: int = 0
    flops: float = 0.0
    skipped: int = 0
    steps: int = 0


def run(trainer: Trainer, progress: Progress, until: int) -> Progress:
    """From `progress` to step `until`. Raises TrainingStoppedError for a loss or gradient that is no number."""
    window = Window()
    for step in range(progress.step, until):
        gradient = take_step(trainer, step, window)
        progress.step = step + 1
        is_last = progress.step == until
        if is_last or progress.step % trainer.spec.engine.log_every == 0:
            _log(trainer, progress, window, gradient)
            window = Window()
        if is_last or progress.step % trainer.spec.engine.checkpoint_every == 0:
            trainer.checkpoints.save(trainer.model, trainer.optimizer, progress)
            window.start = time.perf_counter() if not window.steps else window.start
    return progress


def take_step(trainer: Trainer, step: int, window: Window) -> float:
    """Returns the gradient's norm before clipping. The mean is over the targets of all ranks and passes."""
    torch.manual_seed(seed_of(trainer.spec.seed, "step", step, trainer.ranks.rank))
    loss, targets = 0.0, 0
    for _ in range(trainer.passes):
        batch = _next(trainer, window)
        loss += _pass(trainer, batch, window)
        targets += batch.num_targets
    total_loss, total_targets = trainer.ranks.total(loss, targets)
    gradient = _update(trainer, step, total_loss, total_targets)
    window.loss += total_loss
    window.targets += int(total_targets)
    window.steps += 1
    return gradient


def _next(trainer: Trainer, window: Window) -> Batch:
    start = time.perf_counter()
    batch = next(trainer.batches).to(trainer.ranks.device)
    window.waited += time.perf_counter() - start
    return batch


def _pass(trainer: Trainer, batch: Batch, window: Window) -> float:
    with arithmetic(trainer.ranks, trainer.dtype):
        loss: Tensor = trainer.model(batch)
    loss.backward()
    tokens = batch.num_tokens
    window.tokens += tokens
    window.skipped += batch.skipped
    window.flops += trainer.flops.of(tokens, int((batch.pictures_RT > 0).sum()))
    return float(loss.detach())


def _update(trainer: Trainer, step: int, loss: float, targets: float) -> float:
    """Nothing moves before loss and gradient are seen to be numbers. FSDP leaves gradients as means over the ranks."""
    spec = trainer.spec.optimize
    parameters = learning(trainer.model)
    for parameter in parameters:
        if parameter.grad is None:  # a part the step did not use: every checkpoint holds the moments of every parameter
            parameter.grad = torch.zeros_like(parameter)
        parameter.grad.mul_(trainer.ranks.count / max(1.0, targets))
    norm: Any = torch.nn.utils.clip_grad_norm_(parameters, spec.clip)
    gradient = float(norm.full_tensor() if hasattr(norm, "full_tensor") else norm)
    if not all(map(_is_number, (loss, gradient))):
        raise TrainingStoppedError(
            f"step {step + 1}: the loss is {loss / max(1.0, targets)}, its gradient {gradient}: no numbers; nothing "
            "was updated. The last checkpoint is whole: lower optimize.learning_rate and resume"
        )
    for group in trainer.optimizer.param_groups:
        group["lr"] = learning_rate(spec, step, trainer.steps)
    trainer.optimizer.step()
    trainer.optimizer.zero_grad(set_to_none=True)
    return gradient


def _is_number(value: float) -> bool:
    return value - value == 0


def _log(trainer: Trainer, progress: Progress, window: Window, gradient: float) -> None:
    seconds = time.perf_counter() - window.start
    tokens, flops, skipped, waited = trainer.ranks.total(window.tokens, window.flops, window.skipped, window.waited)
    progress.tokens += int(tokens)
    progress.skipped += int(skipped)
    progress.seconds += seconds
    count = trainer.ranks.count
    measured = Measured(
        step=progress.step,
        loss=window.loss / max(1, window.targets),
        learning_rate=trainer.optimizer.param_groups[0]["lr"],
        gradient=gradient,
        tokens=progress.tokens,
        tokens_per_s=tokens / seconds,
        mfu=flops / seconds / (trainer.peak * count),
        wait=waited / count / seconds,
        skipped=progress.skipped,
        left_s=progress.seconds / progress.step * (trainer.steps - progress.step),
    )
    trainer.metrics.log(measured, trainer.steps)
