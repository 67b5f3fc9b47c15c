"""What we make of both libraries is what they make themselves, and a batch is what its pictures are alone."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.backends.groundingdino.canvas import place
from pipeline.backends.groundingdino.files import find_files
from pipeline.backends.groundingdino.loading import load_model
from pipeline.backends.groundingdino.model import Question
from pipeline.backends.groundingdino.prompt import Tokens
from pipeline.backends.groundingdino.raw import read_sight
from pipeline.backends.groundingdino.torch_model import TorchModel
from pipeline.pixels.upright import upright
from schemas.detection import GroundingDinoSpec
from schemas.geometry import iou
from tests.groundingdino.desk import png
from tests.groundingdino.small_models import groundingdino_spec, transformers_spec

TOLERANCE = 1e-4
"""Of scores and of boxes as shares of the picture, between one batch and another: 30 times what was measured."""
FITTING = {"short_side": 96, "long_side": 128}
"""A canvas that a picture of 160 x 120 px fills: the libraries themselves pad nothing."""


@pytest.fixture(scope="module", params=["transformers", "groundingdino-py"])
def spec(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> GroundingDinoSpec:
    made = {"transformers": transformers_spec, "groundingdino-py": groundingdino_spec}[request.param]
    return made(tmp_path_factory.mktemp("models") / "model", **FITTING)


def loaded(spec: GroundingDinoSpec) -> tuple[TorchModel, Tokens]:
    files = find_files(spec)
    tokens = Tokens(files.tokenizer)
    model = load_model(spec, files, tokens.delimiters)
    assert isinstance(model, TorchModel)
    return model, tokens


def test_one_forward_pass_over_a_batch_says_what_each_picture_says_alone(spec: GroundingDinoSpec) -> None:
    """The path a GPU takes, padding and all, on pictures of different proportions."""
    model, tokens = loaded(spec)
    pictures = [upright(png(number)).convert("RGB") for number in (0, 2, 3, 4, 6)]
    asked = [Question(place(one, spec.short_side, spec.long_side), tokens.prompt(["dog"])) for one in pictures]
    assert len({question.shape for question in asked}) == 1
    for alone, together in zip(model.look(asked), model.look_together(asked), strict=True):
        np.testing.assert_allclose(together.boxes, alone.boxes, atol=TOLERANCE)
        np.testing.assert_allclose(together.best, alone.best, atol=TOLERANCE)


def test_prompts_of_another_form_never_share_a_batch(spec: GroundingDinoSpec) -> None:
    _, tokens = loaded(spec)
    canvas = place(upright(png(0)).convert("RGB"), spec.short_side, spec.long_side)
    forms = [["cat"], ["hot dog"], ["cat", "dog"], ["a b c"]]
    assert len({Question(canvas, tokens.prompt(form)).shape for form in forms}) == 4


def test_the_boxes_are_those_of_the_library_s_own_inference(spec: GroundingDinoSpec) -> None:
    image = upright(png(0)).convert("RGB")
    model, tokens = loaded(spec)
    (sight,) = model.look([Question(place(image, *FITTING.values()), tokens.prompt(["cat"]))])
    ours = [one for one in read_sight(sight, image.size, 0.3, 100) if one.score > 0.3]
    theirs = (_of_transformers if spec.library == "transformers" else _of_groundingdino)(spec, image)
    assert len(ours) == len(theirs) > 0
    for one, (box, score) in zip(ours, sorted(theirs, key=lambda found: -found[1]), strict=True):
        assert one.score == pytest.approx(score, abs=2e-3)
        assert iou(one.box, box) > 0.99


def _of_transformers(spec: GroundingDinoSpec, image: object) -> list[tuple[tuple[float, ...], float]]:
    import torch
    import transformers

    tokenizer = transformers.BertTokenizerFast.from_pretrained(spec.model)
    images = transformers.GroundingDinoImageProcessor(
        size={"shortest_edge": spec.short_side, "longest_edge": spec.long_side}
    )
    processor = transformers.GroundingDinoProcessor(images, tokenizer)
    model = transformers.GroundingDinoForObjectDetection.from_pretrained(spec.model).eval()
    given = processor(images=image, text="cat.", return_tensors="pt")
    with torch.no_grad():
        out = model(**given)
    (found,) = processor.post_process_grounded_object_detection(
        out, given.input_ids, threshold=0.3, text_threshold=0.3, target_sizes=[image.size[::-1]]
    )
    return [(tuple(box.tolist()), float(score)) for box, score in zip(found["boxes"], found["scores"], strict=True)]


def _of_groundingdino(spec: GroundingDinoSpec, image: object) -> list[tuple[tuple[float, ...], float]]:
    """Its own `predict`, with its own tokenizer and transforms, on the weights we loaded."""
    import groundingdino.datasets.transforms as T  # noqa: N812 - as its own code calls it
    import torch
    import transformers
    from groundingdino.util.inference import predict

    from pipeline.backends.groundingdino.groundingdino_model import _built, _fill

    files = find_files(spec)
    model = _built(files, torch.device("cpu"))
    _fill(model, files)
    model.eval().tokenizer = transformers.BertTokenizerFast.from_pretrained(files.encoder)
    size, _ = T.RandomResize([spec.short_side], max_size=spec.long_side)(image, None)
    pixels, _ = T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])(*T.ToTensor()(size, None))
    boxes, scores, _ = predict(model, pixels, "cat", 0.3, 0.3, device="cpu")
    wide, high = image.size
    centers = [(x * wide, y * high, w * wide / 2, h * high / 2) for x, y, w, h in boxes.tolist()]
    corners = [(x - w, y - h, x + w, y + h) for x, y, w, h in centers]
    return list(zip(corners, scores.tolist(), strict=True))
