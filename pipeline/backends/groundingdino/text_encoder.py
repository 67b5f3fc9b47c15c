"""The BERT inside groundingdino-py's model, in place of its own wrapper, which calls what transformers 5 took away."""

from typing import Any

import torch
from torch import nn


class TextEncoder(nn.Module):  # type: ignore[misc, unused-ignore]  # torch is not installed where types are checked
    """Under the wrapper's names, so that checkpoints fit."""

    def __init__(self, bert_model: Any) -> None:
        super().__init__()
        self.config = bert_model.config
        self.embeddings = bert_model.embeddings
        self.encoder = bert_model.encoder
        self.pooler = bert_model.pooler

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any, position_ids: Any) -> dict[str, Any]:
        """`attention_mask`: batch x tokens x tokens, True where a token attends to another of its phrase."""
        hidden = self.embeddings(input_ids=input_ids, token_type_ids=token_type_ids, position_ids=position_ids)
        barred = (~attention_mask.bool()).to(hidden.dtype)[:, None] * torch.finfo(hidden.dtype).min
        return {"last_hidden_state": self.encoder(hidden, attention_mask=barred)[0]}
