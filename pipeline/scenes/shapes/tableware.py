"""Vessels and lights of a table: bottles, glasses, cups, bowls, vases, buckets, candles, lamps."""

from pipeline.scenes.curves import arc
from pipeline.scenes.palette import INK, STEEL, TIMBER, WHITE, Rgb, dark, light
from pipeline.scenes.pen import Pen

_FLAME: Rgb = (255, 190, 60)


def bottle(pen: Pen) -> None:
    pen.box(0.34, 0.0, 0.66, 0.08, dark(TIMBER, 0.1))
    pen.poly(
        [
            (0.37, 0.07),
            (0.63, 0.07),
            (0.64, 0.28),
            (0.78, 0.36),
            (0.96, 0.45),
            (1.0, 0.52),
            (1.0, 0.97),
            (
                0.93,
                1.0,
            ),
            (0.07, 1.0),
            (0.0, 0.97),
            (0.0, 0.52),
            (0.04, 0.45),
            (0.22, 0.36),
            (0.36, 0.28),
        ],
        pen.main,
        skin=True,
    )
    pen.box(0.0, 0.6, 1.0, 0.84, (238, 230, 208), within=True)
    pen.box(0.16, 0.66, 0.84, 0.69, pen.shade, within=True)
    pen.box(0.26, 0.74, 0.74, 0.765, pen.shade, within=True)


def wine_glass(pen: Pen) -> None:
    pen.oval(0.5, 0.965, 0.38, 0.035, light(STEEL, 0.5))
    pen.box(0.46, 0.5, 0.54, 0.96, light(STEEL, 0.4))
    pen.poly([(0.06, 0.0), (0.94, 0.0), *arc(0.5, 0.24, 0.46, 0.32, 0, 180)], light(STEEL, 0.62))
    pen.poly([(0.045, 0.22), (0.955, 0.22), *arc(0.5, 0.24, 0.45, 0.31, 0, 180)], pen.main, within=True)
    pen.oval(0.5, 0.22, 0.455, 0.03, pen.glow, within=True)
    pen.line([(0.2, 0.06), (0.18, 0.2), (0.24, 0.38)], 0.02, WHITE, within=True)


def cup(pen: Pen) -> None:
    pen.line(arc(0.76, 0.48, 0.18, 0.26, -90, 90, 10), 0.1, pen.shade)
    pen.poly(
        [(0.0, 0.08), (0.78, 0.08), (0.72, 0.88), (0.62, 1.0), (0.16, 1.0), (0.06, 0.88)],
        pen.main,
        skin=True,
    )
    pen.oval(0.39, 0.09, 0.39, 0.085, pen.glow)
    pen.oval(0.39, 0.1, 0.34, 0.06, (92, 56, 34), within=True)


def bowl(pen: Pen) -> None:
    pen.poly([(0.32, 0.88), (0.68, 0.88), (0.7, 1.0), (0.3, 1.0)], pen.shade)
    pen.poly([(0.0, 0.05), (1.0, 0.05), *arc(0.5, 0.1, 0.49, 0.84, 0, 180)], pen.main, skin=True)
    pen.round_box(0.0, 0.0, 1.0, 0.12, 0.06, pen.glow)


def vase(pen: Pen) -> None:
    pen.blob(
        [
            (0.3, 0.02),
            (0.7, 0.02),
            (0.64, 0.2),
            (0.9, 0.42),
            (0.98, 0.62),
            (0.82, 0.88),
            (0.7, 0.985),
            (
                0.3,
                0.985,
            ),
            (0.18, 0.88),
            (0.02, 0.62),
            (0.1, 0.42),
            (0.36, 0.2),
        ],
        pen.main,
        skin=True,
    )
    pen.oval(0.5, 0.035, 0.24, 0.03, pen.shade)


def bucket(pen: Pen) -> None:
    pen.line(arc(0.5, 0.3, 0.45, 0.27, 180, 360), 0.045, (92, 94, 98))
    pen.poly(
        [(0.0, 0.3), (1.0, 0.3), (0.84, 0.95), (0.74, 1.0), (0.26, 1.0), (0.16, 0.95)],
        pen.main,
        skin=True,
    )
    pen.oval(0.5, 0.3, 0.5, 0.08, pen.shade)
    pen.oval(0.5, 0.31, 0.44, 0.055, dark(pen.main, 0.6), within=True)


def candle(pen: Pen) -> None:
    if pen.look.state == "lit":
        pen.blob([(0.5, 0.0), (0.66, 0.16), (0.6, 0.27), (0.4, 0.27), (0.34, 0.16)], _FLAME)
        pen.blob([(0.5, 0.1), (0.57, 0.19), (0.5, 0.26), (0.43, 0.19)], (255, 244, 190), within=True)
    pen.box(0.47, 0.2, 0.53, 0.34, INK)
    pen.round_box(0.22, 0.3, 0.78, 0.96, 0.04, pen.main, skin=True)
    pen.blob([(0.24, 0.32), (0.4, 0.34), (0.36, 0.48), (0.3, 0.5)], pen.glow, within=True)
    pen.poly([(0.0, 0.9), (1.0, 0.9), (0.86, 1.0), (0.14, 1.0)], (176, 142, 62))


def lamp(pen: Pen) -> None:
    lit = pen.look.state == "lit"
    pen.oval(0.5, 0.95, 0.3, 0.05, dark(TIMBER, 0.25))
    pen.blob([(0.46, 0.48), (0.54, 0.48), (0.64, 0.74), (0.56, 0.94), (0.44, 0.94), (0.36, 0.74)], TIMBER)
    pen.poly(
        [(0.26, 0.0), (0.74, 0.0), (1.0, 0.5), (0.0, 0.5)],
        light(pen.main, 0.3) if lit else pen.main,
        skin=True,
    )
    if lit:
        pen.poly([(0.4, 0.06), (0.6, 0.06), (0.72, 0.46), (0.28, 0.46)], light(pen.main, 0.72), within=True)
    pen.box(0.24, 0.0, 0.76, 0.03, pen.shade)
    pen.poly([(0.012, 0.47), (0.988, 0.47), (1.0, 0.5), (0.0, 0.5)], pen.shade, within=True)
