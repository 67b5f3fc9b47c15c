"""Small GroundingDINOs with seeded random weights, saved as the real files of both libraries."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.backends.groundingdino.packages import INSTALL, INSTALL_GROUNDINGDINO
from schemas.detection import GroundingDinoSpec

WORDS = (
    "cat",
    "dog",
    "red",
    "hot",
    "traffic",
    "light",
    "gir",
    "##aff",
    "##e",
    "person",
    "a",
    "b",
    "c",
    "st",
    "bernard",
)
SIDES = {"short_side": 64, "long_side": 96, "device": "cpu"}


def transformers_spec(folder: Path, **settings: Any) -> GroundingDinoSpec:
    """Skips the test where torch or transformers is missing."""
    torch, library = _libraries()
    if not folder.is_dir():
        folder.mkdir(parents=True)
        torch.manual_seed(0)
        model = library.GroundingDinoForObjectDetection(_config(library))
        _liven(torch, model)
        model.save_pretrained(folder)
        save_tokenizer(folder)
    return GroundingDinoSpec.model_validate({"library": "transformers", "model": str(folder), **SIDES, **settings})


def groundingdino_spec(folder: Path, **settings: Any) -> GroundingDinoSpec:
    """Skips the test where groundingdino-py or its needs are missing."""
    torch, library = _libraries()
    reason = f"needs groundingdino-py; run: {INSTALL} && {INSTALL_GROUNDINGDINO}"
    pytest.importorskip("groundingdino.models", reason=reason)
    if not folder.is_dir():
        (folder / "bert").mkdir(parents=True)
        save_tokenizer(folder / "bert")
        library.BertConfig(**_bert()).save_pretrained(folder / "bert")
        (folder / "config.py").write_text(CONFIG)
        (folder / "model.pth").write_bytes(_checkpoint(torch, folder))
    return GroundingDinoSpec.model_validate(
        {
            "library": "groundingdino-py",
            "model": str(folder / "model.pth"),
            "config": str(folder / "config.py"),
            "text_encoder": str(folder / "bert"),
            **SIDES,
            **settings,
        }
    )


def _libraries() -> tuple[Any, Any]:
    reason = f"needs torch and transformers; run: {INSTALL}"
    torch = pytest.importorskip("torch", reason=reason)
    torch.set_num_threads(1)
    return torch, pytest.importorskip("transformers", reason=reason)


def save_tokenizer(folder: Path) -> None:
    """A BERT tokenizer of few words; the four delimiters have bert-base-uncased's numbers, as transformers demands."""
    words = [f"[unused{number}]" for number in range(1040)]
    words[0], words[100], words[101], words[102], words[103] = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
    words[1012], words[1029] = ".", "?"
    words[200 : 200 + len(WORDS)] = WORDS
    letters = [letter for letter in "abcdefghijklmnopqrstuvwxyz\u4e2d" if letter not in WORDS]
    words[300 : 300 + len(letters)] = letters
    words[400:425] = [f"##{letter}" for letter in "abcdfghijklmnopqrstuvwxyz"]
    from tokenizers import BertWordPieceTokenizer

    vocab = {word: number for number, word in enumerate(words)}
    BertWordPieceTokenizer(vocab=vocab, lowercase=True).save(str(folder / "tokenizer.json"))
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "do_lower_case": true}')


def _bert() -> dict[str, Any]:
    return {
        "vocab_size": 1040,
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
    }


def _config(library: Any) -> Any:
    swin = library.SwinConfig(
        image_size=64, embed_dim=16, depths=[1, 1, 1, 1], num_heads=[1, 2, 2, 4], window_size=4, out_indices=[2, 3, 4]
    )
    return library.GroundingDinoConfig(
        backbone_config=swin,
        text_config=library.BertConfig(**_bert()),
        d_model=32,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        num_queries=30,
    )


def _liven(torch: Any, model: Any) -> None:
    """Fresh box heads are all zeros and fresh offsets all alike: every query would see the same.

    And scores of fresh weights are 0 or 1: the last norm is turned down until they lie between.
    """
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.add_(torch.randn(parameter.shape) * 0.05)
            if name.endswith(("decoder.norm.weight", "decoder.layer_norm.weight")):
                parameter.mul_(0.1)


def _checkpoint(torch: Any, folder: Path) -> bytes:
    import argparse
    import io

    from pipeline.backends.groundingdino.files import Files
    from pipeline.backends.groundingdino.groundingdino_model import _built

    torch.manual_seed(0)
    files = Files(folder / "model.pth", folder / "bert" / "tokenizer.json", (), folder / "config.py", folder / "bert")
    model = _built(files, torch.device("cpu"))
    _liven(torch, model)
    held = {f"module.{name}": tensor for name, tensor in model.state_dict().items()}
    buffer = io.BytesIO()
    torch.save({"model": held, "args": argparse.Namespace(lr=0.0001)}, buffer)
    return buffer.getvalue()


CONFIG = """\
batch_size = 1
modelname = "groundingdino"
backbone = "swin_T_224_1k"
position_embedding = "sine"
pe_temperatureH = 20
pe_temperatureW = 20
return_interm_indices = [1, 2, 3]
backbone_freeze_keywords = None
enc_layers = 1
dec_layers = 1
pre_norm = False
dim_feedforward = 64
hidden_dim = 256
dropout = 0.0
nheads = 8
num_queries = 30
query_dim = 4
num_patterns = 0
num_feature_levels = 4
enc_n_points = 4
dec_n_points = 4
two_stage_type = "standard"
two_stage_bbox_embed_share = False
two_stage_class_embed_share = False
transformer_activation = "relu"
dec_pred_bbox_embed_share = True
dn_box_noise_scale = 1.0
dn_label_noise_ratio = 0.5
embed_init_tgt = True
dn_labelbook_size = 2000
max_text_len = 256
text_encoder_type = "bert-base-uncased"
use_text_enhancer = True
use_fusion_layer = True
use_checkpoint = True
use_transformer_ckpt = True
use_text_cross_attention = True
text_dropout = 0.0
fusion_dropout = 0.0
fusion_droppath = 0.1
sub_sentence_present = True
"""
