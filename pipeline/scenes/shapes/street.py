"""What stands along streets and in yards: lights, signs, benches, houses, tents, barrels, umbrellas."""

from itertools import pairwise

from pipeline.scenes.curves import arc, oval
from pipeline.scenes.palette import INK, PANE, STEEL, TIMBER, WHITE, Rgb, dark, light
from pipeline.scenes.pen import Pen

_LIGHTS: tuple[tuple[str, Rgb, Rgb], ...] = (
    ("red", (255, 52, 44), (92, 26, 26)),
    ("yellow", (255, 214, 60), (96, 80, 24)),
    ("green", (64, 230, 96), (24, 82, 40)),
)
_LETTERS = (
    ((1, 0), (0, 0), (0, 1), (1, 1), (1, 2), (0, 2)),
    ((0, 0), (1, 0), (0.5, 0), (0.5, 2)),
    ((0, 0), (1, 0), (1, 2), (0, 2), (0, 0)),
    ((0, 2), (0, 0), (1, 0), (1, 1), (0, 1)),
)


def traffic_light(pen: Pen) -> None:
    pen.box(0.42, 0.5, 0.58, 1.0, STEEL)
    pen.box(0.28, 0.97, 0.72, 1.0, dark(STEEL))
    pen.round_box(0.14, 0.0, 0.86, 0.62, 0.06, pen.main)
    for i, (state, lit, dim) in enumerate(_LIGHTS):
        y = 0.115 + i * 0.195
        pen.disc(0.5, y, 0.088, dark(pen.main, 0.5), within=True)
        pen.disc(0.5, y, 0.076, lit if pen.look.state == state else dim, within=True)
        if pen.look.state == state:
            pen.disc(0.44, y - 0.02, 0.02, light(lit, 0.7), within=True)


def stop_sign(pen: Pen) -> None:
    pen.box(0.46, 0.45, 0.54, 1.0, STEEL)
    ring = arc(0.5, 0.28, 0.5, 0.28, 22.5, 337.5, 7)
    pen.poly(ring, WHITE)
    pen.poly([(0.5 + (x - 0.5) * 0.9, 0.28 + (y - 0.28) * 0.9) for x, y in ring], pen.main, within=True)
    for i, letter in enumerate(_LETTERS):
        corners = [(0.17 + i * 0.175 + x * 0.12, 0.21 + y * 0.07) for x, y in letter]
        for start, stop in pairwise(corners):
            pen.line([start, stop], 0.028, WHITE, within=True)


def bench(pen: Pen) -> None:
    for x in (0.08, 0.86):
        pen.box(x, 0.0, x + 0.06, 1.0, (62, 64, 68))
    pen.box(0.0, 0.04, 1.0, 0.44, pen.main, skin=True)
    for y in (0.16, 0.3):
        pen.box(0.0, y, 1.0, y + 0.025, dark(pen.main, 0.55), within=True)
    pen.poly([(0.03, 0.5), (0.97, 0.5), (1.0, 0.66), (0.0, 0.66)], light(pen.main, 0.12))
    pen.box(0.0, 0.64, 1.0, 0.72, pen.shade)
    pen.box(0.04, 0.44, 0.96, 0.5, dark(pen.main, 0.6))


def house(pen: Pen) -> None:
    pen.box(0.68, 0.06, 0.8, 0.34, dark((150, 78, 62), 0.1))
    pen.box(0.08, 0.42, 0.92, 1.0, pen.main, skin=True)
    pen.poly(
        [(0.0, 0.45), (0.24, 0.12), (0.76, 0.12), (1.0, 0.45)],
        pen.look.accent if pen.look.pattern else (128, 62, 50),
    )
    pen.line([(0.1, 0.34), (0.9, 0.34)], 0.012, (104, 48, 40), within=True)
    pen.box(0.44, 0.66, 0.6, 1.0, dark(TIMBER, 0.15), within=True)
    pen.disc(0.57, 0.84, 0.014, (230, 200, 90), within=True)
    for x in (0.16, 0.68):
        pen.box(x, 0.55, x + 0.17, 0.76, WHITE, within=True)
        pen.box(x + 0.015, 0.565, x + 0.155, 0.745, PANE, within=True)
        pen.box(x + 0.078, 0.55, x + 0.092, 0.76, WHITE, within=True)
        pen.box(x, 0.648, x + 0.17, 0.662, WHITE, within=True)


def lighthouse(pen: Pen) -> None:
    pen.poly([(0.26, 0.25), (0.74, 0.25), (0.9, 1.0), (0.1, 1.0)], pen.main, skin=True)
    pen.box(0.32, 0.13, 0.68, 0.24, (255, 236, 150))
    for x in (0.32, 0.49, 0.65):
        pen.box(x, 0.13, x + 0.04, 0.24, INK, within=True)
    pen.poly([(0.24, 0.13), (0.5, 0.0), (0.76, 0.13)], (150, 44, 40))
    pen.box(0.16, 0.235, 0.84, 0.275, (58, 58, 64))
    pen.poly([(0.4, 1.0), (0.4, 0.9), (0.5, 0.86), (0.6, 0.9), (0.6, 1.0)], dark(TIMBER, 0.3), within=True)
    pen.poly(oval(0.5, 0.45, 0.07, 0.035), (60, 80, 110), within=True)


def tent(pen: Pen) -> None:
    pen.poly([(0.5, 0.0), (0.78, 0.16), (1.0, 1.0), (0.62, 1.0)], pen.shade)
    pen.poly([(0.46, 0.02), (0.52, 0.02), (0.8, 1.0), (0.0, 1.0)], pen.main, skin=True)
    pen.poly([(0.48, 0.22), (0.6, 1.0), (0.28, 1.0)], dark(pen.main, 0.7), within=True)
    pen.poly([(0.48, 0.22), (0.28, 1.0), (0.2, 1.0)], light(pen.main, 0.4), within=True)


def barrel(pen: Pen) -> None:
    pen.blob(
        [(0.14, 0.03), (0.5, 0.0), (0.86, 0.03), (1.0, 0.5), (0.86, 0.96), (0.5, 1.0), (0.14, 0.96), (0.0, 0.5)],
        pen.main,
        skin=True,
    )
    for y, inset in ((0.16, 0.07), (0.34, 0.01), (0.64, 0.01), (0.82, 0.07)):
        pen.poly(
            [(inset, y), (1 - inset, y), (1 - inset, y + 0.055), (inset, y + 0.055)],
            (84, 86, 92),
            within=True,
        )
    pen.oval(0.5, 0.05, 0.35, 0.045, pen.shade, within=True)


def umbrella(pen: Pen) -> None:
    pen.box(0.488, 0.0, 0.515, 0.92, dark(TIMBER, 0.35))
    pen.line(arc(0.565, 0.92, 0.065, 0.07, 180, 0), 0.034, dark(TIMBER, 0.35))
    dome = arc(0.5, 0.5, 0.5, 0.45, 180, 360)
    hem = [(1 - i * 0.125, 0.5 - (0.05 if i % 2 else 0.0)) for i in range(1, 8)]
    pen.poly(dome + hem, pen.main, skin=True)
    for x in (0.25, 0.5, 0.75):
        pen.line([(0.5, 0.06), (0.5 + (x - 0.5) * 0.75, 0.26), (x, 0.49)], 0.012, pen.shade, within=True)
