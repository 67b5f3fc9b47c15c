"""Prints what LLaVA's own data set makes of an export, and keeps the pictures as its model sees them.

Arguments: a scratch folder, `pad` or `square` (--image_aspect_ratio), then folders of exports with a train.json.
"""

import json
import sys
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from llava.conversation import conv_templates
from llava.train import train as llava
from PIL import Image
from transformers import CLIPImageProcessor, LlamaTokenizer

SIDE = 336
IMAGE_TOKEN = -200


def tiny_tokenizer(scratch: Path) -> Any:
    """SentencePiece with a token for each byte, as LLaMA's falls back to."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a USER: b ASSISTANT: c"] * 8),
        model_prefix=str(scratch / "tokens"),
        model_type="bpe",
        vocab_size=300,
        byte_fallback=True,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        minloglevel=2,
    )
    tokenizer = LlamaTokenizer(str(scratch / "tokens.model"), model_max_length=4096, padding_side="right")
    tokenizer.pad_token = tokenizer.unk_token
    return tokenizer


def read(folder: Path, tokenizer: Any, padding: str, scratch: Path) -> list[dict[str, Any]]:
    """`text`: all that the model reads; `learned`: what it is trained to say; `picture`: a file of what it sees."""
    data = llava.DataArguments(is_multimodal=True, image_folder=str(folder), image_aspect_ratio=padding)
    data.mm_use_im_start_end = False
    data.image_processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    rows = llava.LazySupervisedDataset(str(folder / "train.json"), tokenizer, data)
    found = []
    for number, row in enumerate(rows[at] for at in range(len(rows))):
        path = scratch / f"{folder.name}-{number}.png"
        _picture(row["image"], data.image_processor).save(path)
        learned = tokenizer.decode([t for t in row["labels"].tolist() if t != llava.IGNORE_INDEX])
        found.append({"text": _text(tokenizer, row["input_ids"].tolist()), "learned": learned, "picture": str(path)})
    return found


def _text(tokenizer: Any, tokens: list[int]) -> str:
    at = [number for number, token in enumerate(tokens) if token == IMAGE_TOKEN]
    starts, ends = [0, *(number + 1 for number in at)], [*at, len(tokens)]
    return "<image>".join(tokenizer.decode(tokens[a:b]) for a, b in zip(starts, ends, strict=True))


def _picture(pixels: torch.Tensor, processor: Any) -> Image.Image:
    mean, std = (torch.tensor(numbers)[:, None, None] for numbers in (processor.image_mean, processor.image_std))
    levels = ((pixels * std + mean) * 255).round().clamp(0, 255).to(torch.uint8)
    return Image.fromarray(levels.permute(1, 2, 0).numpy())


def main(scratch: Path, padding: str, folders: list[str]) -> None:
    llava.conversation_lib.default_conversation = conv_templates["v1"]
    tokenizer = tiny_tokenizer(scratch)
    print("\n" + json.dumps({folder: read(Path(folder), tokenizer, padding, scratch) for folder in folders}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
