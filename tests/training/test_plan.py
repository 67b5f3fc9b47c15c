"""Order, mixtures, curricula and packing, as the plan decides them before the first step."""

from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.training.data.loader import Share
from pipeline.training.data.plan import Plan, make_plan, pack, phase_draws
from pipeline.training.data.survey import COLUMNS, SetSurvey
from schemas.training import DataSpec, PhaseSpec, ShardSetSpec


def survey(lengths: list[int]) -> SetSurvey:
    rows = np.ones((len(lengths), len(COLUMNS)), np.int64)
    rows[:, COLUMNS.index("length")] = lengths
    return SetSurvey(ShardSetSpec(shards="somewhere"), [Path("a.tar")], rows, len(lengths), 0)


def spec(*phases: PhaseSpec, **more: object) -> DataSpec:
    return DataSpec(phases=phases, max_length=100, **more)  # type: ignore[arg-type]


def phase(name: str, *weights: float | None, **more: object) -> PhaseSpec:
    sets = [{"shards": f"{name}{number}", "weight": weight} for number, weight in enumerate(weights)]
    return PhaseSpec.model_validate({"name": name, "sets": sets, **more})


lengths = st.lists(st.integers(1, 100), min_size=1, max_size=80)


@settings(max_examples=80, deadline=None)
@given(lengths, st.integers(0, 5))
def test_an_epoch_draws_every_sequence_once_and_no_row_is_too_long(found: list[int], seed: int) -> None:
    plan = make_plan(spec(phase("a", None), seed=seed), [[survey(found)]])
    drawn = [draw.number for row in range(plan.num_rows) for draw in plan.row(row)]
    assert sorted(drawn) == list(range(len(found)))
    assert all(sum(found[draw.number] for draw in plan.row(row)) <= 100 for row in range(plan.num_rows))
    assert plan.num_tokens == sum(found)


@given(lengths)
def test_unpacked_rows_hold_one_sequence(found: list[int]) -> None:
    plan = make_plan(spec(phase("a", None), packing=False), [[survey(found)]])
    assert [len(plan.row(row)) for row in range(plan.num_rows)] == [1] * len(found)


def test_packing_fills_rows() -> None:
    rng = np.random.default_rng(0)
    found = rng.integers(5, 60, 2000)
    _, starts = pack(found, 100)
    assert found.sum() / (len(starts) - 1) / 100 > 0.97


def test_weights_are_kept_to_all_along_a_phase() -> None:
    drawn = phase_draws(phase("a", 3, 1, sequences=400), [50, 1000], 0, 2, seed=0)
    for part in np.split(drawn[:, 0], 10):
        assert Counter(part.tolist()) == {0: 30, 1: 10}
    assert Counter(drawn[drawn[:, 0] == 0][:, 1].tolist()) == dict.fromkeys(range(50), 6)


def test_a_curriculum_keeps_its_order_and_plays_back_its_share() -> None:
    phases = (phase("captions", None), phase("grains", None, playback=0.25))
    plan = make_plan(spec(*phases), [[survey([100] * 40)], [survey([100] * 40)]])
    sets = [draw.set for row in range(plan.num_rows) for draw in plan.row(row)]
    assert sets[:40] == [0] * 40
    assert Counter(sets[40:]) == {1: 30, 0: 10}
    assert plan.phase_rows == (40, 40)


def test_another_seed_is_another_order_and_the_same_seed_the_same() -> None:
    plans = [make_plan(spec(phase("a", None), seed=seed), [[survey([30] * 50)]]) for seed in (1, 1, 2)]
    assert plans[0].digest() == plans[1].digest() != plans[2].digest()


@given(st.sampled_from([1, 2, 4]), st.sampled_from([1, 2]))
def test_ranks_share_the_same_rows_of_a_step_whatever_their_number(ranks: int, rows: int) -> None:
    shares = [Share(batch=8, rows=rows, rank=rank, ranks=ranks) for rank in range(ranks)]
    taken = [row for share in shares for number in range(share.passes) for row in share.rows_of(3, number)]
    assert sorted(taken) == list(range(24, 32))


def test_the_last_step_is_filled_up_with_empty_rows() -> None:
    plan: Plan = make_plan(spec(phase("a", None), packing=False), [[survey([5] * 10)]])
    assert plan.steps(8) == 2
    assert [len(plan.row(row)) for row in range(8, 16)] == [1, 1, 0, 0, 0, 0, 0, 0]
