"""What is minimized. A further loss (an alignment of patches, say) is one more term of the family's `loss`."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from pipeline.training.data.sequence import NO_TARGET


def next_token_loss(head: nn.Module, hidden_RTD: Tensor, targets_RT: Tensor) -> Tensor:
    """Summed over the targets, in nats; 0 (with a gradient of 0) where there is none.

    Only learned places get logits: with 151,936 words they are the largest tensor of a step.
    """
    learned = targets_RT != NO_TARGET
    if not bool(learned.any()):
        return head(hidden_RTD[:1, :1]).float().sum() * 0
    logits = head(hidden_RTD[learned]).float()
    return cross_entropy(logits, targets_RT[learned], reduction="sum")


def filled(embeddings_RTD: Tensor, at_RT: Tensor, values_ND: Tensor) -> Tensor:
    """The embeddings with the chosen places replaced, in order. Raises ValueError when the counts differ."""
    wanted = int(at_RT.sum())
    if wanted != len(values_ND):
        raise ValueError(f"{wanted} places for pictures, but {len(values_ND)} features")
    return embeddings_RTD.masked_scatter(at_RT[..., None].expand_as(embeddings_RTD), values_ND.to(embeddings_RTD.dtype))


def used(output: Tensor, unused: Tensor) -> Tensor:
    """Keeps a value in the graph with weight 0, so that every rank of a sharded model runs the same modules."""
    return output + torch.nan_to_num(unused).sum().to(output.dtype) * 0
