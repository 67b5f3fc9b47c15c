"""The money of a run: one purse for all workers, less what answers cost before."""

from dataclasses import dataclass
from typing import cast

from pipeline.answers.fold import bought
from pipeline.backends.openai.client.budget import OwnPurse
from pipeline.engine.engine import Shared
from pipeline.store.store import Store


def purse_of(store: Store, budget_usd: float) -> OwnPurse:
    """Raises nothing: a run that spent more already gets nothing any more."""
    return OwnPurse(budget_usd, lambda: sum(each.spend.cost_usd for each in bought(store)))


@dataclass(frozen=True)
class RunPurse:
    """The purse, from a worker."""

    shared: Shared

    async def draw(self, least: float, wish: float) -> float:
        return cast(float, await self.shared("draw", least, wish))

    async def put_back(self, usd: float) -> None:
        await self.shared("put_back", usd)
