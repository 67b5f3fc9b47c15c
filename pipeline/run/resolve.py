"""Which stages a job runs, and whether its sources, stages and recipes can feed each other. Spends nothing."""

from collections.abc import Iterable, Mapping, Set

from pipeline.sources.source import Grain, Source
from schemas.job import Job
from schemas.question import Task
from schemas.stages import ALL_STAGES, TASKS, StagesSpec

FEEDS: Mapping[str, Set[Grain]] = {
    "caption": {"caption"},
    "recognize": {"label", "region"},
    "ground": {"region"},
    "describe": {"label", "region"},
    "relate": {"region"},
    "ask": {"caption", "region", "question"},
    "check": {"caption", "region", "question"},
}
"""A stage has work when the sources have one of these grains."""


class SpecError(Exception):
    """The job asks for what cannot be: the message names key and remedy. Nothing was done."""


def resolve_stages(job: Job, sources: Iterable[Source]) -> StagesSpec:
    """The spec's stages as they are; without the section, every stage the sources' grains can feed.

    Raises SpecError.
    """
    grains = frozenset(grain for source in sources for grain in source.grains)
    if job.stages is not None:
        _refuse_unfed(job.stages, grains)
        return job.stages
    fed = {name: spec for name, spec in ALL_STAGES if spec is not None and FEEDS[name] & grains}
    if not fed:
        raise SpecError(
            "source: these sources carry pictures without annotations, so no stage has anything to say; "
            "add `stages` with a model backend, or give the annotation files"
        )
    return StagesSpec.model_validate(fed)


def _refuse_unfed(stages: StagesSpec, grains: Set[Grain]) -> None:
    for name, spec in stages:
        if spec is not None and set(spec.backend) == {"annotations"} and not FEEDS[name] & grains:
            raise SpecError(
                f"stages.{name}.backend: annotations, but no source here has {' or '.join(sorted(FEEDS[name]))}; "
                f"name a model backend, another source, or take the stage out"
            )


def grains_of(stages: StagesSpec, sources: Iterable[Source]) -> frozenset[Grain]:
    """The grains a document can be made of after these stages."""
    has = frozenset(grain for source in sources for grain in source.grains)
    found: set[Grain] = set()
    if stages.caption is not None and ("caption" in has or stages.caption.asks_model):
        found.add("caption")
    if stages.recognize is not None:
        found.add("label")
    if stages.ground is not None:
        found.add("region")
    if stages.describe is not None:
        found.add("description")
    if stages.relate is not None:
        found.add("relation")
    if stages.ask is not None:
        found.add("question")
    return frozenset(found)


def tasks_of(stages: StagesSpec) -> frozenset[Task]:
    """The kinds of conversations the stage `ask` can make."""
    if stages.ask is None:
        return frozenset()
    return frozenset(task for family in stages.ask.tasks for task in TASKS[family])
