"""Step 2, in the driver: the order of all documents cut by rank into groups of `max_documents`."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.publish.order import ORDER_END
from pipeline.publish.workfile import read_orders
from pipeline.store.store import Store
from schemas.manifest import Split

SPLITS: tuple[Split, ...] = ("train", "val")


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of a split with low <= order < high."""

    split: Split
    number: int
    low: int
    high: int


def cut(store: Store, paths: Sequence[str], max_documents: int) -> tuple[Group, ...]:
    """In (split, number) order. Reads two columns; holds 8 bytes a document of one split at a time."""
    groups: list[Group] = []
    for split in SPLITS:
        orders = read_orders(store, paths, split)
        lows = [orders[at].as_py() for at in range(0, len(orders), max_documents)]
        highs = [*lows[1:], ORDER_END]
        groups.extend(Group(split, n, low, high) for n, (low, high) in enumerate(zip(lows, highs, strict=False)))
    return tuple(groups)
