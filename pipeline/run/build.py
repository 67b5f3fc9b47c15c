"""The one place that chooses classes: from stage settings to stages with their backends."""

from collections.abc import Callable, Mapping, Sequence
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
from pipeline.stages.ask import Ask
from pipeline.stages.caption import Caption
from pipeline.stages.check import Check
from pipeline.stages.describe import Describe
from pipeline.stages.ground import Ground
from pipeline.stages.recognize import Recognize
from pipeline.stages.relate import Relate
from schemas.stages import (
    AskSpec,
    CaptionSpec,
    CheckSpec,
    DescribeSpec,
    GroundSpec,
    RecognizeSpec,
    RelateSpec,
    StagesSpec,
)

B = TypeVar("B")


def build_stages(spec: StagesSpec) -> list[Stage]:
    """The stages named, not yet ordered. Raises PromptError for a missing or malformed file of words."""
    return [_stage(settings) for _, settings in spec if settings is not None]


def _stage(spec: object) -> Stage:
    match spec:
        case CaptionSpec():
            captioners: dict[str, Callable[[], Captioner]] = {"annotations": AnnotationsCaptioner}
            return Caption(spec, _chosen(captioners, spec.backend))
        case RecognizeSpec():
            recognizers: dict[str, Callable[[], Recognizer]] = {"annotations": AnnotationsRecognizer}
            return Recognize(spec, _chosen(recognizers, spec.backend))
        case GroundSpec():
            grounders: dict[str, Callable[[], Grounder]] = {"annotations": AnnotationsGrounder}
            return Ground(spec, _chosen(grounders, spec.backend))
        case DescribeSpec():
            describers: dict[str, Callable[[], Describer]] = {
                "annotations": AnnotationsDescriber,
                "rules": lambda: GlossaryDescriber(spec.glossary),
            }
            return Describe(spec, _chosen(describers, spec.backend))
        case RelateSpec():
            relators: dict[str, Callable[[], Relator]] = {
                "annotations": AnnotationsRelator,
                "rules": lambda: GeometryRelator(spec),
            }
            return Relate(spec, _chosen(relators, spec.backend))
        case AskSpec():
            askers: dict[str, Callable[[], Asker]] = {
                "annotations": AnnotationsAsker,
                "rules": lambda: TemplateAsker(spec),
            }
            return Ask(spec, _chosen(askers, spec.backend))
        case CheckSpec():
            return Check(spec)
    raise TypeError(f"{type(spec).__name__} names no stage")


def _chosen(makers: Mapping[str, Callable[[], B]], names: Sequence[str]) -> tuple[B, ...]:
    return tuple(makers[name]() for name in names)
