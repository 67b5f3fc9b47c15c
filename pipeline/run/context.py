"""What every worker holds: the job, the store, and, made on first use, its sources and stages."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path

from pipeline.annotate.graph import Node, order
from pipeline.ledger.ledger import Ledger
from pipeline.run.build import build_stages
from pipeline.run.desk import Desk, Share
from pipeline.run.fence import Fence
from pipeline.run.lock import check_fence
from pipeline.sources.build import build
from pipeline.sources.source import Source
from pipeline.store.store import Store
from schemas.job import Job
from schemas.stages import StagesSpec


@dataclass(frozen=True)
class Context:
    """Travels to workers as job and store alone; models and readers are made there. `stages` is resolved.

    `token`: of the run's lock; work that must not outlive the run checks it.
    """

    job: Job
    stages: StagesSpec
    store: Store
    scratch: Path
    token: str = ""

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """By name. Raises SourceError for two of one name."""
        return {source.name: source for spec in self.job.source for source in build(spec, self.scratch)}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The graph in order. Raises GraphError."""
        return order(build_stages(self.stages, self.desk))

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.store, lambda: self.sources, Fence(self.store, self.token))

    async def open_desk(self, share: Share) -> Desk:
        """Ready for every stage. Raises CredentialsError."""
        assert self.nodes is not None  # they say which clients there are
        await self.desk.open(share)
        return self.desk

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.store, partial(check_fence, self.store, self.token)) if self.token else Ledger(self.store)

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
