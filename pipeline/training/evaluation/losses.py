"""Loss on words that were not trained on: of interleaved documents, and of each kind of conversation."""

from collections.abc import Iterator, Sequence

import torch

from pipeline.training.data.batch import Filled, collate
from pipeline.training.evaluation.held_out import HeldOut
from pipeline.training.models.build import Built
from schemas.training import ShardSetSpec

Loss = dict[str, float | int]


def losses(built: Built, held_out: HeldOut) -> dict[str, Loss]:
    """Nats a token under `segments` and under the name of each task there is."""
    tasks = sorted({asked.task for document in held_out.documents() for asked in document.conversations})
    wishes = {"segments": ShardSetSpec(shards=held_out.folder, conversations=False)}
    for task in tasks:
        body = {"shards": held_out.folder, "segments": False, "tasks": [task]}
        wishes[task] = ShardSetSpec.model_validate(body)
    found = {
        name: mean_loss(built, list(_filled(held_out, wanted))[: held_out.limit]) for name, wanted in wishes.items()
    }
    return {name: loss for name, loss in found.items() if loss["tokens"]}


def _filled(held_out: HeldOut, wanted: ShardSetSpec) -> Iterator[Filled]:
    for document in held_out.documents():
        for found in held_out.sequencer.spans(document, wanted):
            if found.num_targets:
                yield held_out.filled(document, held_out.sequencer.sequence(document, found.span, wanted))


@torch.inference_mode()
def mean_loss(built: Built, sequences: Sequence[Filled], rows: int = 8) -> Loss:
    """Over all targets of all sequences."""
    total, tokens = 0.0, 0
    for first in range(0, len(sequences), rows):
        batch = collate([[filled] for filled in sequences[first : first + rows]], None, built.sides)
        batch = batch.to(next(built.model.parameters()).device)
        total += float(built.model(batch))
        tokens += batch.num_targets
    return {"sequences": len(sequences), "tokens": tokens, "loss": total / max(1, tokens)}
