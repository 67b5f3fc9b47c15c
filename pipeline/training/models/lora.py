"""Low-rank adapters in the language model, by `peft`; merged into its weights when it is saved."""

from typing import Any

from pipeline.training.refusal import TrainingSpecError
from schemas.training import LoraSpec


def adapted(model: Any, spec: LoraSpec, learns_embeddings: bool) -> Any:
    """Puts adapters into `model.language`, in place, and returns what merges them again. Raises TrainingSpecError.

    `learns_embeddings`: words that were added to the vocabulary have nothing to be adapted from.
    """
    try:
        from peft import LoraConfig, get_peft_model
    except ImportError:
        raise TrainingSpecError(
            "optimize.lora: needs the package peft; install the trainer with: pip install 'multigrain[train]'"
        ) from None
    targets = spec.targets if isinstance(spec.targets, str) else list(spec.targets)
    config = LoraConfig(r=spec.rank, lora_alpha=spec.alpha, lora_dropout=spec.dropout, target_modules=targets)
    try:
        wrapped = get_peft_model(model.language, config)
    except ValueError as error:
        raise TrainingSpecError(f"optimize.lora.targets: {spec.targets!r}: {error}") from error
    if learns_embeddings:
        for words in (model.language.get_input_embeddings(), model.language.get_output_embeddings()):
            words.requires_grad_(True)
    return wrapped
