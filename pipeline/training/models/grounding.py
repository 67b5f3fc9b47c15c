"""The grounding family: vision features through an MLP into a causal language model's sequence (TinyGroundingGPT)."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedConfig, PreTrainedModel

from pipeline.training.data.batch import Batch
from pipeline.training.models.losses import filled, next_token_loss, used
from pipeline.training.models.masks import attention_mask
from pipeline.training.models.vision import VisionFeatures, build_encoder, grid_sines


class GroundingConfig(PreTrainedConfig):
    """`language` and `vision` are the parts' own configurations; sizes in pixels, tokens as numbers."""

    model_type = "multigrain_grounding"

    def __init__(
        self,
        language: dict[str, Any] | None = None,
        vision: Sequence[dict[str, Any]] = (),
        image_token: int = 0,
        object_token: int = 0,
        image_size: int = 336,
        object_size: int = 112,
        hidden_layer: int = -2,
        grid_positions: bool = False,
        attends_within_images: bool = False,
        decimals: int = 3,
        **more: Any,
    ) -> None:
        self.language, self.vision = language or {}, list(vision)
        self.image_token, self.object_token = image_token, object_token
        self.image_size, self.object_size = image_size, object_size
        self.hidden_layer, self.grid_positions = hidden_layer, grid_positions
        self.attends_within_images, self.decimals = attends_within_images, decimals
        super().__init__(**more)


class GroundingModel(PreTrainedModel):
    """`from_pretrained` builds the parts from the configuration; a new model is handed its parts."""

    config_class = GroundingConfig
    base_model_prefix = ""
    _supports_sdpa = True
    _tied_weights_keys = None

    def __init__(
        self, config: GroundingConfig, language: nn.Module | None = None, encoders: Sequence[nn.Module] | None = None
    ) -> None:
        super().__init__(config)
        made = [build_encoder(_config(each)) for each in config.vision] if encoders is None else encoders
        self.vision = VisionFeatures(made, config.hidden_layer)
        self.language: Any = language or AutoModelForCausalLM.from_config(_config(config.language))
        width = self.language.config.hidden_size
        self.projector = nn.Sequential(nn.Linear(self.vision.width, width), nn.GELU(), nn.Linear(width, width))
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        """The parts were initialized by their own rules."""

    def forward(self, batch: Batch) -> Tensor:
        """The loss, summed over the batch's targets."""
        config = self.config
        hidden = self.language.get_decoder()(
            inputs_embeds=self.embeddings(batch.ids_RT, batch.images_P3SS, batch.objects_O3ss),
            attention_mask=attention_mask(batch, config.attends_within_images),
            position_ids=batch.positions_RT,
            use_cache=False,
        ).last_hidden_state
        return next_token_loss(self.language.get_output_embeddings(), hidden, batch.targets_RT)

    def embeddings(self, ids_RT: Tensor, images_P3SS: Tensor, objects_O3ss: Tensor) -> Tensor:
        """[R, T, D]: words looked up, places of pictures filled with projected features."""
        config = self.config
        made: Tensor = self.language.get_input_embeddings()(ids_RT)
        for token, pixels in ((config.image_token, images_P3SS), (config.object_token, objects_O3ss)):
            if len(pixels):
                made = filled(made, ids_RT == token, self.features(pixels).flatten(0, 1))
        if not len(images_P3SS) and not len(objects_O3ss):
            made = used(made, self.features(images_P3SS.new_zeros((1, *images_P3SS.shape[1:]))))
        return made

    def features(self, pixels_P3SS: Tensor) -> Tensor:
        """[P, N, D], in the language model's width."""
        features: Tensor = self.vision(pixels_P3SS)
        if self.config.grid_positions:
            features = features + grid_sines(features.shape[1], features.shape[2], features.device).to(features.dtype)
        return torch.as_tensor(self.projector(features))


def _config(body: dict[str, Any]) -> Any:
    return AutoConfig.for_model(**body)


AutoConfig.register(GroundingConfig.model_type, GroundingConfig)
