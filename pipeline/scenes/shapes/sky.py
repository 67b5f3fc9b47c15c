"""What is seen in the sky: suns, moons, stars, clouds, kites, balloons."""

from math import cos, pi, sin

from pipeline.scenes.curves import Point, arc
from pipeline.scenes.palette import dark, light
from pipeline.scenes.pen import Pen


def sun(pen: Pen) -> None:
    pen.poly(_spikes(12, 0.5, 0.37), light(pen.main, 0.2))
    pen.oval(0.5, 0.5, 0.34, 0.34, pen.main)
    pen.oval(0.5, 0.5, 0.27, 0.27, light(pen.main, 0.25), within=True)


def star(pen: Pen) -> None:
    pen.poly(_spikes(5, 0.52, 0.22), pen.main)
    pen.poly([(0.5, 0.5), *_spikes(5, 0.52, 0.22)[-1:], (0.5, 0.0)], light(pen.main, 0.4), within=True)


def _spikes(count: int, outer: float, inner: float) -> list[Point]:
    turns = [(pi * i / count - pi / 2, inner if i % 2 else outer) for i in range(2 * count)]
    return [(0.5 + reach * cos(turn), 0.5 + reach * sin(turn)) for turn, reach in turns]


def moon(pen: Pen) -> None:
    if pen.look.state == "full":
        pen.oval(0.5, 0.5, 0.5, 0.5, pen.main)
        for x, y, size in ((0.35, 0.35, 0.1), (0.62, 0.55, 0.13), (0.4, 0.7, 0.07), (0.66, 0.28, 0.06)):
            pen.oval(x, y, size, size, dark(pen.main, 0.14), within=True)
        return
    pen.poly(arc(0.5, 0.5, 0.5, 0.5, 60, 300, 24) + arc(0.78, 0.5, 0.46, 0.44, 268, 92, 20), pen.main)


def cloud(pen: Pen) -> None:
    puffs = (
        (0.2, 0.66, 0.2, 0.32),
        (0.8, 0.68, 0.2, 0.3),
        (0.4, 0.4, 0.22, 0.4),
        (0.63, 0.46, 0.2, 0.36),
        (0.5, 0.72, 0.36, 0.28),
    )
    for x, y, across, high in puffs:
        pen.oval(x, y, across * pen.rng.uniform(0.92, 1.0), high, dark(pen.main, 0.06))
    for x, y, across, high in puffs[2:]:
        pen.oval(x - 0.02, y - 0.05, across * 0.8, high * 0.76, pen.main, within=True)


def kite(pen: Pen) -> None:
    pen.line([(0.42, 0.68), (0.32, 0.76), (0.4, 0.85), (0.28, 0.93), (0.34, 1.0)], 0.02, dark(pen.main, 0.3))
    for x, y in ((0.34, 0.77), (0.35, 0.89)):
        pen.poly(
            [(x - 0.1, y - 0.03), (x + 0.1, y + 0.03), (x + 0.1, y - 0.03), (x - 0.1, y + 0.03)],
            pen.look.accent,
        )
    pen.poly([(0.6, 0.0), (1.0, 0.28), (0.42, 0.7), (0.14, 0.22)], pen.main, skin=True)
    pen.line([(0.6, 0.0), (0.42, 0.7)], 0.014, dark(pen.main, 0.5), within=True)
    pen.line([(0.14, 0.22), (1.0, 0.28)], 0.014, dark(pen.main, 0.5), within=True)


def balloon(pen: Pen) -> None:
    pen.line([(0.5, 0.7), (0.46, 0.8), (0.55, 0.9), (0.5, 1.0)], 0.016, (96, 96, 100))
    pen.poly([(0.5, 0.66), (0.6, 0.74), (0.4, 0.74)], pen.shade)
    pen.blob(
        [(0.5, 0.0), (0.86, 0.08), (1.0, 0.32), (0.8, 0.58), (0.5, 0.7), (0.2, 0.58), (0.0, 0.32), (0.14, 0.08)],
        pen.main,
        skin=True,
    )
    pen.oval(0.28, 0.22, 0.08, 0.1, light(pen.main, 0.6), within=True)
