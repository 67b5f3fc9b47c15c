"""Relations drawn as a small graph: objects on an ellipse, a lettered arrow for each pair; a list says the letters."""

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.geometry import Box, intersection
from schemas.record import Record, Relation

WIDTH, HEIGHT = 640, 380
MAX_ARROWS, MAX_NODES = 12, 9
"""More cannot be read; the list beside it has them all."""
NODE = 120, 26
_NODE = NODE[0] / 2, NODE[1] / 2
_MARK = 9.0
"""Radius of the circle around an arrow's letter: words on the arrows ran into each other."""
_SPOTS = tuple(0.5 + side * step / 50 for step in range(21) for side in (-1, 1))
"""Shares of the curve from its middle outwards: with 13 of them 5 % of dense random graphs had an overlap, now none."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    region: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """A curve from `start` over `middle` to `end`; its letter stands at `x`, `y`, all its predicates in the list."""

    subject: int
    object: int
    letter: str
    predicates: tuple[str, ...]
    start: Point
    middle: Point
    end: Point
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    num_pairs: int
    num_relations: int


def graph_of(record: Record) -> Graph | None:
    """The relations that somebody annotated or a model said first, then those that follow from geometry."""
    if not record.relations:
        return None
    pairs = _pairs(sorted(record.relations, key=lambda r: r.by.backend == "rules"))
    ends = sorted({index for pair in pairs for index in pair})
    nodes = {region: _node(region, place, len(ends)) for place, region in enumerate(ends)}
    taken = [(node.x - _NODE[0], node.y - _NODE[1], node.x + _NODE[0], node.y + _NODE[1]) for node in nodes.values()]
    lettered = zip(string.ascii_lowercase, pairs.items(), strict=False)
    arrows = tuple(_arrow(nodes[a], nodes[b], letter, said, taken) for letter, ((a, b), said) in lettered)
    return Graph(tuple(nodes.values()), arrows, _num_pairs(record), len(record.relations))


def _num_pairs(record: Record) -> int:
    return len({(r.subject, r.object) for r in record.relations if r.subject != r.object})


def _pairs(relations: Sequence[Relation]) -> dict[tuple[int, int], list[str]]:
    """As many as can be read; a pair's further predicates only where it is drawn already."""
    pairs: dict[tuple[int, int], list[str]] = {}
    ends: set[int] = set()
    for relation in relations:
        pair = relation.subject, relation.object
        if pair[0] == pair[1]:
            continue
        if pair not in pairs and (len(pairs) == MAX_ARROWS or len(ends | set(pair)) > MAX_NODES):
            continue
        ends.update(pair)
        said = pairs.setdefault(pair, [])
        if relation.predicate not in said:
            said.append(relation.predicate)
    return pairs


def _node(region: int, place: int, count: int) -> Node:
    angle = 2 * math.pi * place / count - math.pi / 2
    x = WIDTH / 2 + (WIDTH / 2 - _NODE[0] - 6) * math.cos(angle)
    y = HEIGHT / 2 + (HEIGHT / 2 - _NODE[1] - 6) * math.sin(angle)
    return Node(region, round(x, 1), round(y, 1))


def _arrow(a: Node, b: Node, letter: str, said: Sequence[str], taken: list[Box]) -> Arrow:
    """Bent to its left, so that two objects' arrows to each other part. `taken`: where nothing may be written."""
    dx, dy = b.x - a.x, b.y - a.y
    middle = (a.x + b.x) / 2 - 0.12 * dy, (a.y + b.y) / 2 + 0.12 * dx
    start, end = _edge(a, middle), _edge(b, middle)
    x, y = _free(start, middle, end, taken)
    return Arrow(a.region, b.region, letter, tuple(said), start, _rounded(middle), end, x, y)


def _free(start: Point, middle: Point, end: Point, taken: list[Box]) -> Point:
    """The place on the curve whose letter covers least of what stands there already, its middle first."""
    spots = [_on_curve(start, middle, end, share) for share in _SPOTS]
    boxes = [(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in spots]
    best = min(range(len(spots)), key=lambda spot: (sum(intersection(boxes[spot], box) for box in taken), spot))
    taken.append(boxes[best])
    return _rounded(spots[best])


def _on_curve(start: Point, middle: Point, end: Point, t: float) -> Point:
    """A quadratic Bezier curve's point, `t` from 0 to 1."""
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return a * start[0] + b * middle[0] + c * end[0], a * start[1] + b * middle[1] + c * end[1]


def _edge(node: Node, to: Point) -> Point:
    """Where the line from a node's middle leaves its box."""
    dx, dy = to[0] - node.x, to[1] - node.y
    reach = min(_NODE[0] / abs(dx) if dx else math.inf, _NODE[1] / abs(dy) if dy else math.inf, 1.0)
    return _rounded((node.x + dx * reach, node.y + dy * reach))


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
