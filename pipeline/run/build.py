"""The one place that chooses classes: from stage settings to stages with their backends."""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import TypeVar

from pipeline.backends.annotations.captions import AnnotationsCaptioner
from pipeline.backends.annotations.descriptions import AnnotationsDescriber
from pipeline.backends.annotations.labels import AnnotationsRecognizer
from pipeline.backends.annotations.questions import AnnotationsAsker
from pipeline.backends.annotations.regions import AnnotationsGrounder
from pipeline.backends.annotations.relations import AnnotationsRelator
from pipeline.backends.rules.geometry import GeometryRelator
from pipeline.backends.rules.glossary import GlossaryDescriber
from pipeline.backends.rules.questions.asker import TemplateAsker
from pipeline.protocols.backend import Asker, Captioner, Describer, Grounder, Recognizer, Relator
from pipeline.protocols.stage import Stage
from pipeline.run.desk import Desk
from pipeline.stages.ask import Ask
from pipeline.stages.caption import Caption
from pipeline.stages.check import Check
from pipeline.stages.describe import Describe
from pipeline.stages.ground import Ground
from pipeline.stages.judge import Judge
from pipeline.stages.recognize import Recognize
from pipeline.stages.relate import Relate
from schemas.stages import (
    AskSpec,
    CaptionSpec,
    CheckSpec,
    DescribeSpec,
    GroundSpec,
    JudgeSpec,
    RecognizeSpec,
    RelateSpec,
    StagesSpec,
)

B = TypeVar("B")


def build_stages(spec: StagesSpec, desk: Desk) -> list[Stage]:
    """The stages named, not yet ordered. Raises PromptError for a missing or malformed file of words."""
    return [_stage(settings, desk) for _, settings in spec if settings is not None]


def _stage(spec: object, desk: Desk) -> Stage:
    match spec:
        case CaptionSpec():
            captioners: dict[str, Callable[[], Captioner]] = {
                "annotations": AnnotationsCaptioner,
                "openai": lambda: _models().captioner(spec, desk),
            }
            return Caption(spec, _chosen(captioners, spec.backend))
        case RecognizeSpec():
            recognizers: dict[str, Callable[[], Recognizer]] = {
                "annotations": AnnotationsRecognizer,
                "detector": lambda: _models().detecting_recognizer(spec, desk),
                "openai": lambda: _models().recognizer(spec, desk),
            }
            return Recognize(spec, _chosen(recognizers, spec.backend))
        case GroundSpec():
            grounders: dict[str, Callable[[], Grounder]] = {
                "annotations": AnnotationsGrounder,
                "detector": lambda: _models().detecting_grounder(spec, desk),
                "groundingdino": lambda: _models().grounding_dino(spec, desk),
            }
            chosen = _chosen(grounders, spec.backend)
            return Ground(spec, [_models().verified(one, spec, desk) for one in chosen] if spec.asks_model else chosen)
        case DescribeSpec():
            return describe_stage(spec, _models().describer(spec, desk) if spec.asks_model else None)
        case RelateSpec():
            relators: dict[str, Callable[[], Relator]] = {
                "annotations": AnnotationsRelator,
                "rules": lambda: GeometryRelator(spec),
                "openai": lambda: _models().relator(spec, desk),
            }
            return Relate(spec, _chosen(relators, spec.backend))
        case AskSpec():
            askers: dict[str, Callable[[], Asker]] = {
                "annotations": AnnotationsAsker,
                "rules": lambda: TemplateAsker(spec),
                "openai": lambda: _models().asker(spec, desk),
            }
            return Ask(spec, _chosen(askers, spec.backend))
        case CheckSpec():
            return Check(spec)
        case JudgeSpec():
            return Judge(spec, _models().judge(spec, desk))
    raise TypeError(f"{type(spec).__name__} names no stage")


def describe_stage(spec: DescribeSpec, model: Describer | None) -> Describe:
    """`model` is whoever stands where a model is asked."""
    describers: dict[str, Callable[[], Describer]] = {
        "annotations": AnnotationsDescriber,
        "rules": lambda: GlossaryDescriber(spec.glossary),
    }
    if model is not None:
        describers["openai"] = lambda: model
    return Describe(spec, _chosen(describers, spec.backend))


def _models() -> ModuleType:
    from pipeline.run import models

    return models


def _chosen(makers: Mapping[str, Callable[[], B]], names: Sequence[str]) -> tuple[B, ...]:
    return tuple(makers[name]() for name in names)
