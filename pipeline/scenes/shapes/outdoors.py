"""What grows and lies in the open: trees, flowers, potted plants, mushrooms, cactuses, rocks."""

from math import cos, pi, sin

from pipeline.scenes.palette import LEAF, TIMBER, WHITE, Rgb, dark, light
from pipeline.scenes.pen import Pen

_POTS: tuple[Rgb, ...] = ((186, 96, 62), (236, 232, 224), (70, 110, 170), (150, 82, 140))


def tree(pen: Pen) -> None:
    pen.poly([(0.43, 0.5), (0.57, 0.5), (0.6, 0.9), (0.66, 1.0), (0.34, 1.0), (0.4, 0.9)], dark(TIMBER, 0.15))
    if pen.look.state == "pine":
        for top, half in ((0.3, 0.5), (0.15, 0.4), (0.0, 0.28)):
            pen.poly(
                [(0.5, top), (0.5 + half, top + 0.5), (0.5 - half, top + 0.5)],
                dark(pen.main, 0.08 + top * 0.5),
            )
        return
    crown = (
        (0.26, 0.46, 0.26),
        (0.74, 0.46, 0.26),
        (0.34, 0.25, 0.24),
        (0.66, 0.25, 0.24),
        (0.5, 0.17, 0.24),
        (0.5, 0.46, 0.3),
    )
    for i, (x, y, size) in enumerate(crown):
        pen.oval(x + pen.rng.uniform(-0.03, 0.03), y, size, size * 0.72, dark(pen.main, 0.16 - 0.03 * i))
    for x, y in ((0.36, 0.24), (0.56, 0.16), (0.3, 0.42), (0.62, 0.38)):
        pen.oval(x, y, 0.08, 0.05, light(pen.main, 0.16), within=True)


def flower(pen: Pen) -> None:
    pen.line([(0.5, 0.3), (0.48, 0.64), (0.52, 1.0)], 0.045, dark(LEAF, 0.1))
    pen.blob([(0.51, 0.86), (0.68, 0.66), (0.9, 0.62), (0.76, 0.82)], LEAF)
    pen.blob([(0.5, 0.94), (0.34, 0.74), (0.12, 0.72), (0.26, 0.9)], dark(LEAF, 0.12))
    for i in range(7):
        turn = 2 * pi * i / 7 - pi / 2
        pen.disc(
            0.5 + 0.32 * cos(turn),
            0.27 + 0.32 * pen.aspect * sin(turn),
            0.115,
            pen.main if i % 2 else dark(pen.main, 0.1),
        )
    pen.disc(0.5, 0.27, 0.1, (250, 206, 66) if pen.look.colour not in ("yellow", "orange") else (110, 66, 34))


def potted_plant(pen: Pen) -> None:
    leaves = ((0.5, 0.0, 0.09), (0.2, 0.1, 0.09), (0.8, 0.1, 0.09), (0.02, 0.34, 0.08), (0.98, 0.34, 0.08))
    for i, (x, y, half) in enumerate(leaves):
        mid = ((x + 0.5) / 2, (y + 0.66) / 2)
        across = (0.66 - y) * half * 2.2, (x - 0.5) * half * 2.2
        points = [
            (0.5, 0.68),
            (mid[0] - across[0], mid[1] - across[1]),
            (x, y),
            (mid[0] + across[0], mid[1] + across[1]),
        ]
        pen.blob(points, dark(LEAF, 0.06 * i))
        pen.line([(0.5, 0.66), mid, (x, y + 0.04)], 0.012, dark(LEAF, 0.35), within=True)
    pot = pen.rng.choice(_POTS)
    pen.poly([(0.2, 0.66), (0.8, 0.66), (0.7, 1.0), (0.3, 1.0)], pot)
    pen.box(0.15, 0.6, 0.85, 0.7, light(pot, 0.2))


def mushroom(pen: Pen) -> None:
    pen.blob([(0.38, 0.45), (0.62, 0.45), (0.68, 0.94), (0.5, 1.0), (0.32, 0.94)], (238, 228, 206))
    pen.blob(
        [(0.0, 0.5), (0.1, 0.2), (0.5, 0.0), (0.9, 0.2), (1.0, 0.5), (0.75, 0.57), (0.5, 0.58), (0.25, 0.57)],
        pen.main,
    )
    if pen.look.pattern:
        for x, y, size in (
            (0.3, 0.22, 0.07),
            (0.55, 0.14, 0.06),
            (0.72, 0.32, 0.075),
            (0.46, 0.38, 0.065),
            (0.18, 0.42, 0.05),
        ):
            pen.oval(x, y, size * 1.1, size, WHITE, within=True)


def cactus(pen: Pen) -> None:
    for side, low, high in ((-1, 0.62, 0.3), (1, 0.5, 0.16)):
        pen.line(
            [(0.5, low), (0.5 + side * 0.22, low), (0.5 + side * 0.36, low - 0.08), (0.5 + side * 0.38, high)],
            0.12,
            dark(pen.main, 0.1),
        )
        pen.disc(0.5 + side * 0.38, high, 0.06, dark(pen.main, 0.1))
    pen.round_box(0.36, 0.0, 0.64, 1.0, 0.09, pen.main)
    for x in (0.43, 0.5, 0.57):
        pen.line([(x, 0.06), (x, 0.98)], 0.012, dark(pen.main, 0.35), within=True)


def rock(pen: Pen) -> None:
    pen.poly(
        [(0.0, 0.8), (0.1, 0.4), (0.32, 0.08), (0.6, 0.0), (0.86, 0.26), (1.0, 0.72), (0.92, 1.0), (0.08, 1.0)],
        pen.main,
        skin=True,
    )
    pen.poly([(0.32, 0.08), (0.6, 0.0), (0.7, 0.3), (0.44, 0.42)], light(pen.main, 0.25), within=True)
    pen.poly(
        [(0.7, 0.3), (0.86, 0.26), (1.0, 0.72), (0.92, 1.0), (0.62, 1.0)],
        dark(pen.main, 0.22),
        within=True,
    )
