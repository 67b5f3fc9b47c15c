"""The funnel and the graph of relations, for whatever a run may hold."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.chart import by_name
from pipeline.report.funnel import recipes_of, stages_of
from pipeline.report.graph import HEIGHT, MAX_ARROWS, MAX_NODES, NODE, WIDTH, graph_of
from pipeline.report.marks import height_of, marks_of
from schemas.geometry import Box, intersection
from schemas.provenance import Provenance
from schemas.record import Image, Record, Region, Relation

_COUNT = st.integers(0, 10**9)
_NO_LOSS = {"rejected": 0, "failed": 0, "waiting": 0}
_BY = Provenance(stage="relate", backend="rules")


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(("out", "merged", "rejected", "failed", "waiting"), _COUNT)))
def test_a_steps_parts_are_as_long_as_their_counts_and_end_to_end(counts: dict[str, int]) -> None:
    met = sum(counts.values()) - counts["waiting"]
    inputs = met + counts["waiting"]
    status: dict[str, Any] = {
        "inputs": 2 * inputs,
        "stages": [
            {"name": "import", "backend": "", "in": 2 * inputs, "out": inputs, "merged": inputs, **_NO_LOSS},
            {"name": "ask", "backend": "rules", "in": met, **counts},
        ],
        "rejected_records": {"ask": {"rule": counts["rejected"]}} if counts["rejected"] else {},
        "failed_records": {"ask": {"TimeoutError": counts["failed"]}} if counts["failed"] else {},
    }
    first, step = stages_of(status)
    assert [(share.kind, share.length) for share in first.shares] == [("kept", 500), ("merged", 500)][: 2 * inputs]
    assert (step.met, step.kept) == (inputs, counts["out"])
    assert sum(count for _, _, count in step.losses) == inputs - counts["out"]
    end = 0.0
    for share in step.shares:
        assert abs(share.start - end) < 0.02 and share.count > 0
        assert abs(share.length - 1000 * share.count / inputs) < 0.01
        end = share.start + share.length


def test_a_recipe_says_what_it_could_not_use() -> None:
    status = {
        "stages": [{"name": "import", "out": 9}],
        "published": {"fine": 6},
        "unpublished": {"fine": {"no_label": 1, "no_region": 2}},
    }
    (step,) = recipes_of(status)
    assert (step.met, step.kept) == (9, 6)
    assert step.losses == (("unpublished", "no_label", 1), ("unpublished", "no_region", 2))
    assert sum(share.length for share in step.shares) == pytest.approx(1000, abs=0.1)


def record_of(count: int, triples: list[tuple[int, int, str]]) -> Record:
    regions = tuple(Region(label="dog", box=(0, 0, 1 + i, 9), origin="x") for i in range(count))
    return Record(
        key="coco/1",
        source="coco",
        identity="coco:1",
        content="c",
        image=Image(width=90, height=90, source_sha256="0", num_bytes=1, is_verbatim=True),
        regions=regions,
        relations=tuple(Relation(subject=s, predicate=p, object=o, origin="x", by=_BY) for s, o, p in triples),
    )


_TRIPLE = st.tuples(st.integers(0, 14), st.integers(0, 14), st.text(min_size=1, max_size=60))


@settings(max_examples=80, deadline=None)
@given(st.lists(_TRIPLE, max_size=40))
def test_any_relations_make_a_graph_that_fits_its_frame(triples: list[tuple[int, int, str]]) -> None:
    graph = graph_of(record_of(15, triples))
    if not triples:
        assert graph is None
        return
    assert graph is not None and graph.num_relations == len(triples)
    assert len(graph.nodes) <= MAX_NODES and len(graph.arrows) <= MAX_ARROWS
    for node in graph.nodes:
        assert 0 <= node.x <= WIDTH and 0 <= node.y <= HEIGHT
    ends = {node.region for node in graph.nodes}
    for arrow in graph.arrows:
        assert {arrow.subject, arrow.object} <= ends
        said = {p for s, o, p in triples if (s, o) == (arrow.subject, arrow.object)}
        assert said == set(arrow.predicates) != set()
    assert len({arrow.letter for arrow in graph.arrows}) == len(graph.arrows) <= graph.num_pairs
    nodes = [_around(n.x, n.y, *NODE) for n in graph.nodes]
    assert not _overlapping([*nodes, *(_around(a.x, a.y, 14, 14) for a in graph.arrows)])


def _around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    return [(a, b) for a, b in combinations(boxes, 2) if intersection(a, b) > 0]


def test_boxes_that_start_in_one_corner_have_their_numbers_apart() -> None:
    boxes = dict.fromkeys(range(4), (0.0, 0.0, 300.0, 200.0)) | {4: (290.0, 190.0, 300.0, 200.0)}
    marks = marks_of(boxes, (300, 200))
    height = height_of((300, 200))
    places = [(x, y - height, x + 0.6 * height, y) for x, y in marks.values()]
    assert not _overlapping(places)
    assert all(x0 >= 0 and x1 <= 300 and y1 <= 200 for x0, _, x1, y1 in places)


def test_a_long_name_takes_two_lines_instead_of_being_cut() -> None:
    chart = by_name("t", "a", "u", {"smaller in the picture than": 2, "on": 1})
    assert [bar.lines for bar in chart.bars] == [["smaller in the picture", "than"], ["on"]]


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 99), max_size=40))
def test_a_chart_loses_no_name(counts: dict[str, int]) -> None:
    chart = by_name("t", "a", "u", counts)
    assert len(chart.bars) + chart.rest[0] == len(counts)
    assert sum(bar.count for bar in chart.bars) + chart.rest[1] == chart.total == sum(counts.values())
