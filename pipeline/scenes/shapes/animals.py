"""Animals: birds, cats, dogs, sheep, fish, butterflies and bats."""

from math import cos, pi, sin

from pipeline.scenes.curves import arc
from pipeline.scenes.palette import INK, WHITE, dark, light
from pipeline.scenes.pen import Pen


def bird(pen: Pen) -> None:
    if pen.look.state == "flying":
        pen.poly([(0.5, 0.5), (0.62, 0.1), (0.86, 0.0), (0.74, 0.48)], pen.shade)
    else:
        for x in (0.47, 0.56):
            pen.line([(x, 0.78), (x, 1.0)], 0.045, (208, 132, 40))
    pen.poly([(0.0, 0.52), (0.06, 0.74), (0.36, 0.72), (0.34, 0.5)], pen.shade)
    pen.blob([(0.2, 0.58), (0.45, 0.38), (0.68, 0.34), (0.8, 0.54), (0.66, 0.8), (0.4, 0.82)], pen.main)
    pen.disc(0.76, 0.36, 0.2, pen.main)
    pen.poly([(0.87, 0.28), (1.0, 0.39), (0.87, 0.46)], (240, 164, 44))
    pen.disc(0.8, 0.32, 0.045, WHITE, within=True)
    pen.disc(0.81, 0.32, 0.028, INK, within=True)
    if pen.look.state == "flying":
        pen.blob(
            [(0.36, 0.5), (0.26, 0.2), (0.16, 0.02), (0.44, 0.12), (0.66, 0.48), (0.54, 0.62)],
            dark(pen.main, 0.18),
        )
    else:
        pen.blob(
            [(0.28, 0.56), (0.5, 0.46), (0.64, 0.54), (0.52, 0.7), (0.34, 0.7)],
            dark(pen.main, 0.22),
            within=True,
        )


def cat(pen: Pen) -> None:
    pen.line([(0.74, 0.94), (0.92, 0.9), (0.95, 0.7), (0.88, 0.56)], 0.075, pen.shade)
    pen.blob(
        [(0.3, 0.44), (0.62, 0.44), (0.82, 0.72), (0.8, 0.98), (0.5, 1.0), (0.2, 0.98), (0.2, 0.7)],
        pen.main,
        skin=True,
    )
    for x in (0.3, 0.47):
        pen.round_box(x, 0.68, x + 0.13, 1.0, 0.045, light(pen.main, 0.12), within=True)
    for tip, root in ((0.14, 0.32), (0.72, 0.54)):
        pen.poly([(tip, 0.0), (tip, 0.24), (root, 0.14)], pen.main)
        pen.poly(
            [(tip + (root - tip) * 0.15, 0.06), (tip + (root - tip) * 0.2, 0.2), (tip + (root - tip) * 0.7, 0.14)],
            (236, 160, 160),
            within=True,
        )
    pen.oval(0.43, 0.29, 0.32, 0.2, pen.main)
    for x in (0.31, 0.55):
        pen.oval(x, 0.27, 0.055, 0.04, (210, 220, 90), within=True)
        pen.oval(x, 0.27, 0.02, 0.036, INK, within=True)
    pen.poly([(0.4, 0.335), (0.46, 0.335), (0.43, 0.365)], (226, 120, 130), within=True)
    for side in (-1, 1):
        for dy in (-0.015, 0.02):
            pen.line(
                [(0.43 + side * 0.09, 0.36), (0.43 + side * 0.3, 0.36 + dy)],
                0.01,
                light(pen.main, 0.7),
                within=True,
            )


def dog(pen: Pen) -> None:
    pen.line([(0.12, 0.48), (0.03, 0.34), (0.02, 0.18)], 0.08, pen.main)
    for x in (0.2, 0.56):
        pen.round_box(x, 0.6, x + 0.1, 0.98, 0.04, pen.shade)
    pen.blob(
        [(0.08, 0.46), (0.3, 0.4), (0.62, 0.4), (0.74, 0.52), (0.66, 0.76), (0.4, 0.72), (0.14, 0.76)],
        pen.main,
        skin=True,
    )
    for x in (0.1, 0.64):
        pen.round_box(x, 0.6, x + 0.1, 1.0, 0.04, pen.main)
    pen.blob(
        [(0.6, 0.5), (0.6, 0.14), (0.74, 0.04), (0.86, 0.16), (0.98, 0.26), (0.98, 0.38), (0.84, 0.42), (0.76, 0.6)],
        pen.main,
    )
    pen.oval(0.97, 0.27, 0.03, 0.04, INK)
    pen.blob([(0.64, 0.08), (0.7, 0.1), (0.7, 0.34), (0.62, 0.44), (0.56, 0.3)], dark(pen.main, 0.45))
    pen.disc(0.81, 0.2, 0.03, INK, within=True)
    pen.line([(0.84, 0.36), (0.95, 0.35)], 0.014, INK, within=True)
    pen.poly([(0.62, 0.5), (0.76, 0.5), (0.75, 0.56), (0.63, 0.56)], (200, 50, 50), within=True)


def sheep(pen: Pen) -> None:
    for x in (0.2, 0.32, 0.56, 0.68):
        pen.box(x, 0.7, x + 0.06, 1.0, (52, 48, 48))
    for i in range(9):
        turn = 2 * pi * i / 9
        pen.disc(
            0.43 + 0.29 * cos(turn),
            0.46 + 0.24 * sin(turn),
            0.2,
            dark(pen.main, 0.05 + 0.12 * (sin(turn) > 0.2)),
        )
    pen.oval(0.43, 0.46, 0.3, 0.28, pen.main)
    for x, y in ((0.3, 0.36), (0.5, 0.42), (0.36, 0.56)):
        pen.line(arc(x, y, 0.06, 0.07, 20, 160, 6), 0.02, dark(pen.main, 0.16), within=True)
    pen.blob([(0.76, 0.22), (0.9, 0.2), (1.0, 0.44), (0.94, 0.56), (0.82, 0.5)], (56, 52, 52))
    pen.oval(0.75, 0.28, 0.07, 0.045, (56, 52, 52))
    pen.disc(0.87, 0.32, 0.035, WHITE, within=True)
    pen.disc(0.875, 0.32, 0.018, INK, within=True)


def fish(pen: Pen) -> None:
    pen.poly([(0.26, 0.5), (0.0, 0.12), (0.06, 0.5), (0.0, 0.88)], pen.shade)
    pen.poly([(0.4, 0.22), (0.5, 0.0), (0.7, 0.24)], pen.shade)
    pen.poly([(0.46, 0.78), (0.46, 1.0), (0.64, 0.78)], pen.shade)
    pen.blob(
        [(0.18, 0.5), (0.42, 0.2), (0.74, 0.16), (1.0, 0.5), (0.74, 0.84), (0.42, 0.8)],
        pen.main,
        skin=True,
    )
    pen.line(arc(0.68, 0.5, 0.07, 0.26, -70, 70, 8), 0.03, pen.shade, within=True)
    pen.poly([(0.56, 0.5), (0.42, 0.4), (0.44, 0.64)], pen.shade, within=True)
    pen.disc(0.84, 0.42, 0.075, WHITE, within=True)
    pen.disc(0.85, 0.42, 0.042, INK, within=True)


def butterfly(pen: Pen) -> None:
    for side in (-1, 1):
        pen.blob(
            [(0.5, 0.48), (0.5 + side * 0.2, 0.08), (0.5 + side * 0.48, 0.02), (0.5 + side * 0.44, 0.42)],
            pen.main,
            skin=True,
        )
        pen.blob(
            [(0.5, 0.5), (0.5 + side * 0.38, 0.5), (0.5 + side * 0.36, 0.92), (0.5 + side * 0.12, 0.86)],
            dark(pen.main, 0.14),
        )
        pen.oval(0.5 + side * 0.3, 0.25, 0.07, 0.09, pen.glow, within=True)
        pen.oval(0.5 + side * 0.25, 0.7, 0.05, 0.07, pen.glow, within=True)
        pen.line([(0.5, 0.26), (0.5 + side * 0.1, 0.04)], 0.022, INK)
    pen.oval(0.5, 0.52, 0.035, 0.3, INK)


def bat(pen: Pen) -> None:
    for side in (-1, 1):
        wing = [
            (0.0, 0.36),
            (0.14, 0.24),
            (0.3, 0.0),
            (0.5, 0.2),
            (0.46, 0.62),
            (0.36, 0.52),
            (0.27, 0.8),
            (0.16, 0.6),
            (0.04, 0.78),
        ]
        pen.poly([(0.5 + side * x, y) for x, y in wing], pen.main)
        pen.line([(0.5 + side * 0.1, 0.4), (0.5 + side * 0.3, 0.04)], 0.025, pen.shade, within=True)
        pen.poly([(0.5 + side * 0.1, 0.04), (0.5 + side * 0.1, 0.32), (0.5 + side * 0.01, 0.22)], pen.shade)
    pen.oval(0.5, 0.6, 0.1, 0.4, pen.shade)
    pen.disc(0.5, 0.32, 0.17, pen.shade)
    for x in (0.465, 0.535):
        pen.disc(x, 0.3, 0.045, (255, 226, 90), within=True)
        pen.disc(x, 0.3, 0.02, INK, within=True)
    pen.poly([(0.47, 0.4), (0.49, 0.4), (0.48, 0.47)], WHITE, within=True)
    pen.poly([(0.51, 0.4), (0.53, 0.4), (0.52, 0.47)], WHITE, within=True)
