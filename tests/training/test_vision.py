"""Vision features reach the projector at one scale, whatever the encoder's random weights."""

import torch
from transformers import AutoConfig

from pipeline.training.models.vision import VisionFeatures, build_encoder


def test_features_of_a_convnext_have_the_scale_of_its_norm() -> None:
    """As they leave the last block they stood at 75 times the words, and the grid's sines were lost in them."""
    torch.manual_seed(0)
    config = AutoConfig.for_model("convnext", hidden_sizes=[8, 16, 24, 32], depths=[1] * 4, layer_scale_init_value=1.0)
    features = VisionFeatures([build_encoder(config)], -1)(torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8))
    assert features.shape == (2, 4, 32)
    assert torch.allclose(features.mean(-1), torch.zeros(2, 4), atol=1e-4)
    assert torch.allclose(features.std(-1), torch.ones(2, 4), atol=0.05)
