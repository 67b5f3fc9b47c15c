"""Near-duplicates are exactly those that comparing all with all would find, and the preferred one stays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.near import close_pairs, near_duplicates


@st.composite
def families(draw: st.DrawFn) -> list[int]:
    """Hashes, most of them a few bits from another one."""
    found = [draw(st.integers(0, 2**64 - 1)) for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 12))):
        changed = draw(st.sampled_from(found))
        for bit in draw(st.sets(st.integers(0, 63), max_size=9)):
            changed ^= 1 << bit
        found.append(changed)
    return found


def distance(one: int, other: int) -> int:
    return (one ^ other).bit_count()


@given(families(), st.integers(0, 8))
def test_the_pairs_are_those_that_comparing_all_finds(hashes: list[int], most: int) -> None:
    distinct = list(dict.fromkeys(hashes))
    found = {tuple(pair) for pair in close_pairs(np.array(distinct, np.uint64), most).tolist()}
    places = range(len(distinct))
    assert found == {(i, j) for i in places for j in places if i < j and distance(distinct[i], distinct[j]) <= most}


@given(families(), st.integers(0, 8))
def test_no_two_that_stay_are_close_and_who_goes_has_one_before_it_that_stays(hashes: list[int], most: int) -> None:
    gone = near_duplicates(hashes, most)
    stay = [place for place in range(len(hashes)) if place not in gone]
    assert all(distance(hashes[a], hashes[b]) > most for a in stay for b in stay if a < b)
    for place, host in gone.items():
        assert host in stay and host < place and distance(hashes[place], hashes[host]) <= most


def test_a_chain_does_not_take_along_what_is_far_from_the_one_that_stays() -> None:
    one, two, three = 0, 0b1111, 0b1111_1111
    assert near_duplicates([one, two, three], 4) == {1: 0}


def test_nothing_has_no_duplicates() -> None:
    assert near_duplicates([], 4) == {}


def test_a_hundred_thousand_pictures_are_compared_by_their_bands() -> None:
    """Comparing all with all would be 5e9 comparisons: minutes. By bands it is a second."""
    hashes = np.random.default_rng(0).integers(0, 2**64, 100_000, np.uint64)
    hashes[50_000:50_100] = hashes[:100] ^ np.uint64(0b1011)
    gone = near_duplicates(hashes.tolist(), 4)
    assert {50_000 + n: n for n in range(100)}.items() <= gone.items() and len(gone) < 110
