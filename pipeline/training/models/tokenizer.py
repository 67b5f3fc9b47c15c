"""The tokenizer: the language model's own, another one, or a small one trained on the shards' words. Adds our marks."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from pipeline.training.data.coordinates import values
from pipeline.training.data.published import DamagedShardError, check_bytes, members, read_document, read_manifest
from pipeline.training.data.words import Words, mark_tokens
from pipeline.training.models.parts import said
from pipeline.training.refusal import TrainingSpecError
from schemas.chat import ChatMarks
from schemas.document import Document
from schemas.part import Part
from schemas.training import ShardSetSpec, TrainedTokenizer, TrainSpec


def tokenizer_words(spec: TrainSpec, marks: ChatMarks) -> Words:
    """Raises TrainingSpecError."""
    wanted = spec.model.tokenizer
    if spec.start_from:
        return loaded_words(spec.start_from, marks)
    if isinstance(wanted, TrainedTokenizer):
        return Words(trained(wanted, marks, spec.data.decimals, texts(spec, wanted.documents)), marks)
    name = wanted or spec.model.language
    if not isinstance(name, str):
        raise TrainingSpecError("model.tokenizer: a language model that starts from nothing needs one; give it here")
    return loaded_words(name, marks)


def loaded_words(name: str, marks: ChatMarks) -> Words:
    """Raises TrainingSpecError for a tokenizer that is not there or not a fast one."""
    tokenizer = said(f"model.tokenizer: {name!r}", lambda: AutoTokenizer.from_pretrained(name))
    if not getattr(tokenizer, "is_fast", False):
        raise TrainingSpecError(f"model.tokenizer: {name!r} has no fast (Rust) version, which the trainer needs")
    known = tokenizer.get_vocab()
    tokenizer.add_special_tokens(
        {"additional_special_tokens": [mark for mark in mark_tokens(marks) if mark not in known]},
        replace_extra_special_tokens=False,
    )
    return Words(tokenizer, marks)


def trained(wanted: TrainedTokenizer, marks: ChatMarks, decimals: int, lines: Iterable[str]) -> Any:
    """Byte-level BPE: every text has an encoding. Deterministic for the same lines."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    added = values(decimals) if wanted.coordinate_tokens else []
    trainer = trainers.BpeTrainer(
        vocab_size=wanted.vocab_size - len(added),
        special_tokens=mark_tokens(marks),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_tokens(added)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=marks.end, pad_token=marks.end)


def texts(spec: TrainSpec, limit: int) -> Iterator[str]:
    """The words of each shard set's first documents, of the splits that are learned from. Raises DamagedShardError."""
    for wanted in {(s.shards, s.split): s for phase in spec.data.phases for s in phase.sets}.values():
        for document in islice(_documents(wanted, spec.data.damaged == "skip"), limit):
            yield from _texts(document)


def _documents(wanted: ShardSetSpec, skips_damaged: bool) -> Iterator[Document]:
    for shard in read_manifest(wanted.shards).shards:
        if shard.split != wanted.split:
            continue
        path = Path(wanted.shards, shard.path)
        try:
            for member in members(path):
                yield read_document(path, member.document)
        except DamagedShardError:
            if not skips_damaged:
                check_bytes(wanted.shards, shard)  # names the cause where the file is not what was published
                raise


def _texts(document: Document) -> Iterator[str]:
    parts: list[Part] = [*document.segments]
    parts += [part for said in document.conversations for turn in said.turns for part in turn.parts]
    return (part.text for part in parts if part.text is not None)
