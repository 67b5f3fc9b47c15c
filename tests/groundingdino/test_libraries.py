"""What we make of both libraries is what they make themselves, and a batch is what its pictures are alone."""

from typing import Any

import numpy as np
import pytest

from pipeline.backends.groundingdino.canvas import place
from pipeline.backends.groundingdino.files import find_files
from pipeline.backends.groundingdino.loading import load_model
from pipeline.backends.groundingdino.model import Question
from pipeline.backends.groundingdino.prompt import Tokens
from pipeline.backends.groundingdino.torch_model import TorchModel
from pipeline.pixels.upright import upright
from schemas.detection import GroundingDinoSpec
from tests.groundingdino.desk import png
from tests.groundingdino.small_models import groundingdino_spec, transformers_spec

pytestmark = pytest.mark.filterwarnings("ignore:torch.meshgrid", "ignore:.*torch.cuda.amp.autocast")

TOLERANCE = 1e-4
"""Of scores and of boxes as shares of the picture, between one batch and another: 30 times what was measured."""
FITTING = {"short_side": 96, "long_side": 128}
"""A canvas that a picture of 4 : 3 fills: the libraries themselves pad nothing."""


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


def test_queries_are_those_of_the_library_s_own_inference(spec: GroundingDinoSpec) -> None:
    """On a picture of the canvas's own size: each library resizes a little differently, and random weights amplify.

    Compared are the label's tokens: both libraries also count [CLS] and the full stop, which mean nothing.
    """
    image = upright(png(0)).convert("RGB").resize((128, 96))
    model, tokens = loaded(spec)
    prompt = tokens.prompt(["hot dog"])
    (sight,) = model.look([Question(place(image, *FITTING.values()), prompt)])
    scores, boxes = (_of_transformers if spec.library == "transformers" else _of_groundingdino)(spec, image, "Hot dog")
    ((start, end),) = prompt.spans
    np.testing.assert_allclose(sight.best[:, 0], scores[:, start:end].max(axis=1), atol=TOLERANCE)
    np.testing.assert_allclose(sight.mean[:, 0], scores[:, start:end].mean(axis=1), atol=TOLERANCE)
    np.testing.assert_allclose(sight.boxes, boxes, atol=TOLERANCE)
    assert np.ptp(sight.best) > 0.1 and np.ptp(sight.boxes) > 0.1, "queries that are all alike would show nothing"


def _of_transformers(spec: GroundingDinoSpec, image: Any, words: str) -> tuple[Any, Any]:
    """Its own processor and model."""
    import torch
    import transformers

    tokenizer = transformers.BertTokenizerFast.from_pretrained(spec.model)
    images = transformers.GroundingDinoImageProcessor(
        size={"shortest_edge": spec.short_side, "longest_edge": spec.long_side}
    )
    given = transformers.GroundingDinoProcessor(images, tokenizer)(images=image, text=f"{words}.", return_tensors="pt")
    model = transformers.GroundingDinoForObjectDetection.from_pretrained(spec.model).eval()
    with torch.no_grad():
        out = model(**given)
    return out.logits[0].sigmoid().numpy(), out.pred_boxes[0].numpy()


def _of_groundingdino(spec: GroundingDinoSpec, image: Any, words: str) -> tuple[Any, Any]:
    """What its `predict` does before it applies thresholds: its own transforms, caption and tokenizer."""
    import groundingdino.datasets.transforms as T  # noqa: N812 - as its own code calls it
    import torch
    import transformers
    from groundingdino.util.inference import preprocess_caption

    from pipeline.backends.groundingdino.groundingdino_model import _built, _fill

    files = find_files(spec)
    model = _built(files, torch.device("cpu"))
    _fill(model, files)
    model.eval().tokenizer = transformers.BertTokenizerFast.from_pretrained(files.encoder)
    steps = [T.RandomResize([spec.short_side], max_size=spec.long_side), T.ToTensor()]
    steps.append(T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    pixels, _ = T.Compose(steps)(image, None)
    with torch.no_grad():
        out = model(pixels[None], captions=[preprocess_caption(words)])
    return out["pred_logits"][0].sigmoid().numpy(), out["pred_boxes"][0].numpy()
