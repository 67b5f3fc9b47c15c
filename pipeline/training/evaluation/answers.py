"""What a model answers: greedy, one word after the other, many questions at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from pipeline.training.data.batch import Batch, Filled, collate
from pipeline.training.models.build import Built
from pipeline.training.models.masks import attention_mask


@torch.inference_mode()
def answers(built: Built, prompts: Sequence[Filled], longest: int, rows: int = 32) -> Iterator[str]:
    """In the order of the prompts. `longest`: tokens after which an answer is cut off."""
    stop = built.words.encode_marks(built.words.marks.assistant.closing)[0]
    for first in range(0, len(prompts), rows):
        asked = [[prompt] for prompt in prompts[first : first + rows]]
        batch = collate(asked, None, built.sides).to(next(built.model.parameters()).device)
        for ids in greedy(built.model, batch, longest, stop):
            yield built.words.decode(ids)


def greedy(model: Any, batch: Batch, longest: int, stop: int) -> list[list[int]]:
    """The likeliest next token, again and again. Padding lies between a prompt and its answer and is seen by none."""
    config = getattr(model, "config", None)
    within = bool(config is not None and getattr(config, "attends_within_images", False))
    real = batch.documents_RT > 0
    lengths = real.sum(1)
    out = _forward(
        model,
        inputs_embeds=model.embeddings(batch.ids_RT, batch.images_P3SS, batch.objects_O3ss),
        attention_mask=attention_mask(batch, within),
        position_ids=batch.positions_RT,
    )
    last = out.last_hidden_state[torch.arange(len(real)), lengths - 1]
    made: list[Tensor] = []
    open_rows = torch.ones(len(real), dtype=torch.bool, device=real.device)
    for turn in range(longest):
        token = model.language.get_output_embeddings()(last).argmax(-1)
        token = torch.where(open_rows, token, stop)
        made.append(token)
        open_rows = open_rows & (token != stop)
        if not bool(open_rows.any()):
            break
        real = torch.cat([real, open_rows.new_ones(len(real), 1)], dim=1)
        out = _forward(
            model,
            inputs_embeds=model.language.get_input_embeddings()(token[:, None]),
            attention_mask=real[:, None, None, :],
            position_ids=(lengths + turn)[:, None],
            past_key_values=out.past_key_values,
        )
        last = out.last_hidden_state[:, -1]
    return [_until(row, stop) for row in torch.stack(made, dim=1).tolist()]


def _forward(model: Any, **given: Any) -> Any:
    return model.language.get_decoder()(use_cache=True, **given)


def _until(ids: list[int], stop: int) -> list[int]:
    return ids[: ids.index(stop)] if stop in ids else ids
