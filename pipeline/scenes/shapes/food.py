"""Fruit and other things that grow to be eaten: apples, oranges, bananas, pumpkins."""

from pipeline.scenes.palette import LEAF, TIMBER, dark, light
from pipeline.scenes.pen import Pen


def apple(pen: Pen) -> None:
    pen.line([(0.5, 0.24), (0.52, 0.1), (0.58, 0.0)], 0.06, dark(TIMBER, 0.3))
    pen.blob([(0.54, 0.15), (0.7, 0.02), (0.86, 0.06), (0.72, 0.19)], LEAF)
    pen.blob(
        [
            (0.5, 0.2),
            (0.72, 0.13),
            (0.97, 0.32),
            (0.95, 0.66),
            (0.72, 0.98),
            (0.5, 0.95),
            (0.28, 0.98),
            (0.05, 0.66),
            (0.03, 0.32),
            (0.28, 0.13),
        ],
        pen.main,
        skin=True,
    )
    pen.blob([(0.42, 0.2), (0.5, 0.25), (0.58, 0.2), (0.5, 0.18)], pen.shade, within=True)
    pen.oval(0.27, 0.38, 0.07, 0.12, light(pen.main, 0.55), within=True)


def orange(pen: Pen) -> None:
    pen.oval(0.5, 0.53, 0.5, 0.47, pen.main)
    for x, y in (
        (0.3, 0.5),
        (0.44, 0.66),
        (0.62, 0.52),
        (0.7, 0.72),
        (0.5, 0.84),
        (0.36, 0.78),
        (0.78, 0.5),
        (0.56, 0.36),
    ):
        pen.disc(x, y, 0.018, dark(pen.main, 0.16), within=True)
    pen.oval(0.3, 0.33, 0.09, 0.07, light(pen.main, 0.5), within=True)
    pen.disc(0.5, 0.12, 0.05, dark(LEAF, 0.4), within=True)
    pen.blob([(0.5, 0.11), (0.62, 0.0), (0.82, 0.03), (0.68, 0.13)], LEAF)


def banana(pen: Pen) -> None:
    pen.blob(
        [
            (0.03, 0.28),
            (0.1, 0.24),
            (0.3, 0.56),
            (0.6, 0.6),
            (0.85, 0.3),
            (0.9, 0.02),
            (0.98, 0.02),
            (0.99, 0.36),
            (0.82, 0.78),
            (0.52, 0.99),
            (0.2, 0.82),
        ],
        pen.main,
    )
    pen.line(
        [(0.1, 0.42), (0.28, 0.7), (0.55, 0.8), (0.8, 0.58), (0.93, 0.22)],
        0.035,
        dark(pen.main, 0.22),
        within=True,
    )
    pen.poly([(0.89, 0.0), (0.99, 0.0), (0.99, 0.13), (0.9, 0.13)], dark(TIMBER, 0.2))
    pen.disc(0.05, 0.29, 0.06, dark(TIMBER, 0.3))


def pumpkin(pen: Pen) -> None:
    pen.line([(0.5, 0.24), (0.5, 0.1), (0.6, 0.02)], 0.11, dark(LEAF, 0.3))
    for x, width in ((0.2, 0.2), (0.8, 0.2), (0.34, 0.2), (0.66, 0.2)):
        pen.oval(x, 0.59, width, 0.39, dark(pen.main, 0.16 if abs(x - 0.5) > 0.2 else 0.06))
    pen.oval(0.5, 0.6, 0.17, 0.4, pen.main)
    for x, bend in ((0.34, -0.06), (0.66, 0.06)):
        pen.line(
            [(x + bend * 0.2, 0.24), (x + bend, 0.6), (x + bend * 0.2, 0.94)],
            0.025,
            dark(pen.main, 0.35),
            within=True,
        )
