"""Things of a room: chairs, couches, clocks, books, cubes, computer mice, balls, ribbon bows."""

from math import cos, pi, sin

from pipeline.scenes.curves import arc
from pipeline.scenes.palette import INK, WHITE, dark, light
from pipeline.scenes.pen import Pen


def chair(pen: Pen) -> None:
    for x in (0.1, 0.8):
        pen.box(x, 0.0, x + 0.1, 0.94, pen.shade)
    pen.round_box(0.1, 0.04, 0.9, 0.44, 0.04, pen.main, skin=True)
    pen.poly([(0.12, 0.5), (0.88, 0.5), (1.0, 0.62), (0.0, 0.62)], pen.glow)
    pen.box(0.12, 0.43, 0.88, 0.51, dark(pen.main, 0.45))
    pen.box(0.0, 0.61, 1.0, 0.68, pen.main)
    for x in (0.0, 0.89):
        pen.box(x, 0.66, x + 0.11, 1.0, dark(pen.main, 0.14))


def couch(pen: Pen) -> None:
    for x in (0.07, 0.87):
        pen.box(x, 0.9, x + 0.06, 1.0, (70, 48, 34))
    pen.round_box(0.06, 0.0, 0.94, 0.7, 0.14, dark(pen.main, 0.12), skin=True)
    for x in (0.14, 0.5):
        pen.round_box(x, 0.5, x + 0.36, 0.74, 0.06, light(pen.main, 0.15))
    pen.box(0.12, 0.7, 0.88, 0.92, pen.main)
    for x in (0.0, 0.84):
        pen.round_box(x, 0.32, x + 0.16, 0.94, 0.1, pen.main)


def clock(pen: Pen) -> None:
    pen.oval(0.5, 0.5, 0.5, 0.5, pen.main, skin=True)
    pen.oval(0.5, 0.5, 0.41, 0.41, WHITE, within=True)
    for i in range(12):
        turn = pi * i / 6
        pen.line(
            [
                (0.5 + 0.34 * cos(turn), 0.5 + 0.34 * sin(turn)),
                (0.5 + 0.39 * cos(turn), 0.5 + 0.39 * sin(turn)),
            ],
            0.03 if i % 3 else 0.05,
            INK,
            within=True,
        )
    for reach, width, turn in (
        (0.2, 0.055, pen.rng.uniform(0, 2 * pi)),
        (0.32, 0.035, pen.rng.uniform(0, 2 * pi)),
    ):
        pen.line([(0.5, 0.5), (0.5 + reach * cos(turn), 0.5 + reach * sin(turn))], width, INK, within=True)
    pen.disc(0.5, 0.5, 0.04, INK, within=True)


def book(pen: Pen) -> None:
    if pen.look.state == "open":
        pen.poly([(0.0, 0.5), (0.12, 0.06), (0.88, 0.06), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0)], pen.main)
        for side in (-1, 1):
            page = [(0.0, 0.22), (0.18, 0.1), (0.36, 0.1), (0.46, 0.84), (0.22, 0.78), (0.0, 0.94)]
            paper = WHITE if side > 0 else (236, 234, 226)
            pen.poly([(0.5 + side * x, y) for x, y in page], paper, within=True)
            for y in (0.28, 0.42, 0.56, 0.68):
                pen.line(
                    [(0.5 + side * 0.07, y), (0.5 + side * (0.3 + y * 0.08), y - 0.05)],
                    0.035,
                    (150, 150, 150),
                    within=True,
                )
        pen.box(0.493, 0.2, 0.507, 0.96, dark(pen.main, 0.4), within=True)
        return
    pen.poly([(0.1, 0.0), (0.98, 0.0), (0.88, 0.36), (0.0, 0.36)], pen.glow, skin=True)
    pen.poly([(0.98, 0.0), (0.98, 0.62), (0.88, 1.0), (0.88, 0.36)], (222, 216, 200))
    pen.box(0.0, 0.36, 0.88, 1.0, (240, 236, 222))
    pen.box(0.0, 0.34, 0.89, 0.46, pen.main)
    pen.box(0.0, 0.88, 0.89, 1.0, pen.main)
    pen.round_box(0.0, 0.34, 0.08, 1.0, 0.1, pen.shade)
    for y in (0.58, 0.72):
        pen.box(0.08, y, 0.88, y + 0.03, (200, 194, 178), within=True)


def cube(pen: Pen) -> None:
    pen.poly([(0.0, 0.24), (0.24, 0.0), (1.0, 0.0), (0.76, 0.24)], pen.glow)
    pen.poly([(0.76, 0.24), (1.0, 0.0), (1.0, 0.76), (0.76, 1.0)], dark(pen.main, 0.42))
    pen.box(0.0, 0.24, 0.76, 1.0, pen.main, skin=True)


def mouse(pen: Pen) -> None:
    pen.line([(0.86, 0.4), (0.93, 0.16), (1.0, 0.04)], 0.06, (60, 60, 64))
    pen.blob(
        [(0.0, 0.72), (0.1, 0.36), (0.4, 0.08), (0.72, 0.2), (0.9, 0.5), (0.9, 0.84), (0.7, 0.98), (0.1, 0.98)],
        pen.main,
    )
    pen.line([(0.5, 0.14), (0.6, 0.44), (0.88, 0.62)], 0.04, pen.shade, within=True)
    pen.line([(0.6, 0.44), (0.56, 0.62), (0.58, 0.78)], 0.04, pen.shade, within=True)
    pen.oval(0.73, 0.36, 0.06, 0.1, dark(pen.main, 0.6), within=True)
    pen.line([(0.02, 0.82), (0.9, 0.86)], 0.03, pen.shade, within=True)


def ball(pen: Pen) -> None:
    pen.oval(0.5, 0.5, 0.5, 0.5, pen.main, skin=True)
    if pen.look.pattern:
        return
    seam = pen.shade
    pen.line(arc(0.05, 0.5, 0.34, 0.4, -58, 58, 8), 0.035, seam, within=True)
    pen.line(arc(0.95, 0.5, 0.34, 0.4, 122, 238, 8), 0.035, seam, within=True)
    pen.line([(0.5, 0.02), (0.5, 0.98)], 0.03, seam, within=True)
    pen.line([(0.02, 0.5), (0.98, 0.5)], 0.03, seam, within=True)


_BOW_TAIL = ((0.04, 0.4), (0.3, 0.98), (0.2, 0.9), (0.13, 1.0), (0.0, 0.5))
_BOW_LOOP = ((0.02, 0.36), (0.28, 0.04), (0.48, 0.06), (0.48, 0.62), (0.28, 0.64))
_BOW_FOLD = ((0.1, 0.36), (0.3, 0.26), (0.3, 0.44))


def bow(pen: Pen) -> None:
    for side in (-1, 1):
        pen.poly([(0.5 + side * x, y) for x, y in _BOW_TAIL], pen.shade)
        pen.blob([(0.5 + side * x, y) for x, y in _BOW_LOOP], pen.main, skin=True)
        pen.poly([(0.5 + side * x, y) for x, y in _BOW_FOLD], pen.shade, within=True)
    pen.round_box(0.42, 0.22, 0.58, 0.52, 0.08, light(pen.main, 0.15))
