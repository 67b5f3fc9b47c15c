"""A Qwen2.5-VL processor made from nothing: bytes are tokens, special tokens have the numbers that trainers know."""

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLProcessor,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
)

FIRST_SPECIAL = 151643
SPECIAL = (
    *("endoftext", "im_start", "im_end", "object_ref_start", "object_ref_end", "box_start", "box_end"),
    *("quad_start", "quad_end", "vision_start", "vision_end", "vision_pad", "image_pad", "video_pad"),
)


def tiny_qwen(folder: Path) -> Qwen2_5_VLProcessor:
    """Saved in `folder` too, with a configuration and without weights."""
    processor = Qwen2_5_VLProcessor(Qwen2VLImageProcessor(), _tokenizer(), Qwen2VLVideoProcessor())
    processor.save_pretrained(str(folder))
    Qwen2_5_VLConfig().save_pretrained(str(folder))
    return processor


def _tokenizer() -> PreTrainedTokenizerFast:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    unused = [f"unused{number}" for number in range(FIRST_SPECIAL - len(letters))]
    tokens = Tokenizer(models.BPE(vocab={token: number for number, token in enumerate(letters + unused)}, merges=[]))
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokens.decoder = decoders.ByteLevel()
    tokens.add_special_tokens([f"<|{name}|>" for name in SPECIAL])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        model_max_length=1 << 17,
    )
