"""Work files: what is written is what a range reads, whatever its edges."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.publish.cut import cut
from pipeline.publish.order import ORDER_END
from pipeline.publish.workfile import Line, choose_files, read_lines, write_lines
from pipeline.sources.source import Locator
from schemas.manifest import Split

from .press import Press

ORDERS = st.lists(st.tuples(st.sampled_from(["train", "val"]), st.integers(0, ORDER_END - 1)), max_size=200)


def line(split: Split, order: int, key: str) -> Line:
    return Line(split, order, key, Locator("coco", f"{key}.jpg", 7, 9), True, "a" * 64, f'{{"key":"{key}"}}')


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(1, 50), st.integers(1, 3))
def test_the_groups_of_a_cut_read_every_line_once_in_order(
    press: Press, orders: list[tuple[Split, int]], max_documents: int, files: int
) -> None:
    lines = [line(split, order, str(n)) for n, (split, order) in enumerate(orders)]
    paths = [f"work/{n}.parquet" for n in range(files)]
    for n, path in enumerate(paths):
        write_lines(press.store, path, lines[n::files])
    groups = cut(press.store, paths, max_documents)
    found = [read_lines(press.store, paths, g.split, g.low, g.high) for g in groups]
    assert [one for group in found for one in group] == sorted(lines, key=lambda x: (x.split, x.order, x.key))


def test_equal_orders_stay_in_one_group(press: Press) -> None:
    write_lines(
        press.store, "work/0.parquet", [line("train", order, str(n)) for n, order in enumerate([1, 2, 2, 2, 3])]
    )
    groups = cut(press.store, ["work/0.parquet"], 2)
    sizes = [len(read_lines(press.store, ["work/0.parquet"], g.split, g.low, g.high)) for g in groups]
    assert sum(sizes) == 5


@pytest.mark.parametrize(("records", "files"), [(0, 1), (1, 1), (251, 2), (2_000, 8), (118_000, 64), (1_000_000, 200)])
def test_work_files_are_few_and_fit_in_memory(records: int, files: int) -> None:
    assert choose_files(records) == files
