"""Pictures that look the same: pairs of close perceptual hashes without comparing all with all, and which one stays.

Two hashes within d bits agree on at least one of d + 1 bands (pigeonhole): only those that share a band are compared.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Pairs = NDArray[np.int64]

BITS = 64


def close_pairs(hashes: Hashes, max_distance: int) -> Pairs:
    """Rows (i, j), i < j, of every two hashes that differ in at most `max_distance` of 64 bits; sorted.

    The hashes must differ from each other. Memory follows the pairs found; time, the pairs that share a band: with n
    hashes that are spread evenly, (d + 1) n^2 / 2^(64 / (d + 1)).
    """
    bands = max_distance + 1
    edges = [BITS * band // bands for band in range(bands + 1)]
    found = [np.empty((0, 2), np.int64)]
    for low, high in pairwise(edges):
        mask = np.uint64((1 << (high - low)) - 1)
        found.append(_within(hashes, (hashes >> np.uint64(low)) & mask, max_distance))
    return np.unique(np.concatenate(found), axis=0)


def _within(hashes: Hashes, band: Hashes, max_distance: int) -> Pairs:
    """Among hashes of one band value: each with its next, its next but one, and so on to the end of the run."""
    order = np.argsort(band, kind="stable")
    hashes, band = hashes[order], band[order]
    found = [np.empty((0, 2), np.int64)]
    here = np.arange(len(hashes))
    for step in range(1, len(hashes)):
        here = here[here + step < len(hashes)]
        here = here[band[here] == band[here + step]]
        if not len(here):
            break
        near = here[np.bitwise_count(hashes[here] ^ hashes[here + step]) <= max_distance]
        found.append(np.sort(np.stack([order[near], order[near + step]], axis=1), axis=1))
    return np.concatenate(found)


def near_duplicates(hashes: Sequence[int], max_distance: int) -> dict[int, int]:
    """Place of a picture that goes -> place of the one that stays; the sequence is in order of preference.

    A picture goes when one before it that stays is close. So no two that stay are close, and no chain of small steps
    takes a picture along that is far from the one that stays.
    """
    met, first, group = np.unique(np.array(hashes, np.uint64), return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # of each distinct hash, by its first picture
    ordered = np.empty_like(met)
    ordered[rank] = met
    firsts = np.sort(first)
    stays: dict[int, int] = {}  # distinct hash that goes -> the one that stays
    for one, other in close_pairs(ordered, max_distance).tolist():  # sorted by the earlier one: it is settled already
        if one not in stays:
            stays.setdefault(other, one)
    gone: dict[int, int] = {}
    for place, distinct in enumerate(rank[group].tolist()):
        host = int(firsts[stays.get(distinct, distinct)])
        if host != place:
            gone[place] = host
    return gone
