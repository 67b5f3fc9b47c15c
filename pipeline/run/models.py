"""Model backends made ready: each with its settings, the desk's client for its endpoint, and the desk's pictures.

A module of its own, imported where a job asks a model: the client's library costs 0.6 s that other jobs do without.
"""

from pipeline.backends.detector.grounder import DetectorGrounder
from pipeline.backends.detector.recognizer import DetectorRecognizer
from pipeline.backends.groundingdino.grounder import GroundingDinoGrounder
from pipeline.backends.openai.asker import OpenAIAsker
from pipeline.backends.openai.captioner import OpenAICaptioner
from pipeline.backends.openai.describer import OpenAIDescriber
from pipeline.backends.openai.judge import OpenAIJudge
from pipeline.backends.openai.recognizer import OpenAIRecognizer
from pipeline.backends.openai.relator import OpenAIRelator
from pipeline.backends.openai.verifier import VerifiedGrounder
from pipeline.protocols.backend import Grounder
from pipeline.run.desk import Desk
from schemas.stages import AskSpec, CaptionSpec, DescribeSpec, GroundSpec, JudgeSpec, RecognizeSpec, RelateSpec


def captioner(spec: CaptionSpec, desk: Desk) -> OpenAICaptioner:
    return OpenAICaptioner(spec, desk.client(spec), desk.pictures.read)


def recognizer(spec: RecognizeSpec, desk: Desk) -> OpenAIRecognizer:
    return OpenAIRecognizer(spec, desk.client(spec), desk.pictures.read, spec.max_labels)


def detecting_recognizer(spec: RecognizeSpec, desk: Desk) -> DetectorRecognizer:
    assert spec.detector is not None
    return DetectorRecognizer(desk.detector(spec.detector))


def detecting_grounder(spec: GroundSpec, desk: Desk) -> DetectorGrounder:
    assert spec.detector is not None
    return DetectorGrounder(desk.detector(spec.detector))


def grounding_dino(spec: GroundSpec, desk: Desk) -> GroundingDinoGrounder:
    settings = spec.groundingdino.model_copy(update={"text_threshold": spec.text_threshold})
    return GroundingDinoGrounder(settings, desk.answers(), desk.pictures.read)


def verified(inner: Grounder, spec: GroundSpec, desk: Desk) -> VerifiedGrounder:
    return VerifiedGrounder(inner, spec, desk.client(spec), desk.pictures.read)


def describer(spec: DescribeSpec, desk: Desk) -> OpenAIDescriber:
    return OpenAIDescriber(spec, desk.client(spec))


def relator(spec: RelateSpec, desk: Desk) -> OpenAIRelator:
    return OpenAIRelator(spec, desk.client(spec), desk.pictures.read, spec.max_relations)


def asker(spec: AskSpec, desk: Desk) -> OpenAIAsker:
    return OpenAIAsker(spec, desk.client(spec), desk.pictures.read, spec)


def judge(spec: JudgeSpec, desk: Desk) -> OpenAIJudge:
    return OpenAIJudge(spec, desk.client(spec), desk.pictures.read)
