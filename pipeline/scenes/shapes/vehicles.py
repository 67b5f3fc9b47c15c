"""Cars, buses, boats, aeroplanes and cranes."""

from pipeline.scenes.curves import arc
from pipeline.scenes.palette import INK, PANE, STEEL, TIMBER, WHITE, dark, light
from pipeline.scenes.pen import Pen


def car(pen: Pen) -> None:
    pen.poly([(0.14, 0.5), (0.28, 0.1), (0.34, 0.05), (0.64, 0.05), (0.7, 0.1), (0.87, 0.5)], pen.main)
    pen.blob(
        [
            (0.0, 0.62),
            (0.04, 0.46),
            (0.3, 0.4),
            (0.7, 0.4),
            (0.94, 0.47),
            (1.0, 0.64),
            (0.97, 0.8),
            (0.03, 0.8),
        ],
        pen.main,
        skin=True,
    )
    pen.poly([(0.22, 0.43), (0.32, 0.14), (0.48, 0.14), (0.48, 0.43)], PANE, within=True)
    pen.poly([(0.52, 0.43), (0.52, 0.14), (0.64, 0.14), (0.78, 0.43)], PANE, within=True)
    pen.line([(0.5, 0.44), (0.5, 0.74)], 0.015, pen.shade, within=True)
    pen.line([(0.54, 0.53), (0.6, 0.53)], 0.03, pen.shade, within=True)
    pen.oval(0.955, 0.57, 0.025, 0.055, (255, 236, 150), within=True)
    pen.oval(0.035, 0.57, 0.018, 0.05, (190, 30, 30), within=True)
    for x in (0.24, 0.76):
        wheel(pen, x, 0.8, 0.2)


def bus(pen: Pen) -> None:
    pen.round_box(0.0, 0.03, 1.0, 0.86, 0.1, pen.main, skin=True)
    pen.box(0.0, 0.56, 1.0, 0.61, light(pen.main, 0.6), within=True)
    for i in range(5):
        x = 0.05 + i * 0.15
        pen.round_box(x, 0.15, x + 0.125, 0.46, 0.04, PANE, within=True)
    pen.round_box(0.83, 0.15, 0.985, 0.8, 0.03, PANE, within=True)
    pen.box(0.9, 0.15, 0.912, 0.8, pen.shade, within=True)
    for x in (0.2, 0.7):
        wheel(pen, x, 0.84, 0.16)


def wheel(pen: Pen, x: float, y: float, radius: float) -> None:
    pen.disc(x, y, radius, (38, 38, 42))
    pen.disc(x, y, radius * 0.55, (186, 190, 196), within=True)
    pen.disc(x, y, radius * 0.18, (90, 92, 96), within=True)


def boat(pen: Pen) -> None:
    pen.box(0.485, 0.0, 0.52, 0.75, dark(TIMBER, 0.2))
    pen.poly([(0.53, 0.04), (0.9, 0.62), (0.53, 0.62)], WHITE)
    pen.poly([(0.475, 0.1), (0.475, 0.62), (0.16, 0.62)], (226, 226, 218))
    pen.poly([(0.52, 0.0), (0.66, 0.04), (0.52, 0.08)], pen.main)
    pen.poly([(0.0, 0.69), (1.0, 0.69), (0.9, 0.9), (0.82, 1.0), (0.2, 1.0), (0.1, 0.9)], pen.main, skin=True)
    pen.poly([(0.0, 0.69), (1.0, 0.69), (0.975, 0.745), (0.025, 0.745)], light(pen.main, 0.5), within=True)


def airplane(pen: Pen) -> None:
    pen.poly([(0.02, 0.0), (0.13, 0.0), (0.24, 0.4), (0.08, 0.44)], pen.shade)
    pen.poly([(0.48, 0.42), (0.36, 0.14), (0.44, 0.14), (0.62, 0.42)], pen.shade)
    pen.blob(
        [
            (0.02, 0.38),
            (0.3, 0.33),
            (0.75, 0.33),
            (0.93, 0.42),
            (1.0, 0.53),
            (0.92, 0.62),
            (0.7, 0.66),
            (0.3, 0.62),
        ],
        pen.main,
        skin=True,
    )
    for i in range(8):
        pen.oval(0.26 + i * 0.075, 0.46, 0.018, 0.045, (70, 96, 130), within=True)
    pen.poly([(0.87, 0.42), (0.93, 0.43), (0.96, 0.49), (0.88, 0.49)], (70, 96, 130), within=True)
    pen.poly([(0.06, 0.44), (0.16, 0.46), (0.05, 0.62), (0.0, 0.62)], pen.shade)
    pen.poly([(0.42, 0.54), (0.6, 0.54), (0.36, 1.0), (0.26, 1.0)], dark(pen.main, 0.2))
    pen.round_box(0.42, 0.7, 0.54, 0.84, 0.06, STEEL)


def crane(pen: Pen) -> None:
    pen.box(0.2, 0.94, 0.5, 1.0, (120, 120, 122))
    pen.box(0.3, 0.14, 0.4, 0.95, pen.main)
    for i in range(8):
        y = 0.2 + i * 0.09
        pen.line([(0.31, y), (0.39, y + 0.07)], 0.014, pen.shade, within=True)
    pen.poly([(0.0, 0.15), (1.0, 0.17), (1.0, 0.23), (0.0, 0.23)], pen.main)
    pen.poly([(0.3, 0.16), (0.35, 0.0), (0.4, 0.16)], pen.main)
    for i in range(9):
        x = 0.06 + i * 0.1
        pen.line([(x, 0.17), (x + 0.05, 0.22)], 0.012, pen.shade, within=True)
    pen.box(0.02, 0.22, 0.16, 0.35, (104, 106, 110))
    pen.round_box(0.4, 0.23, 0.54, 0.36, 0.02, light(pen.main, 0.3))
    pen.box(0.45, 0.25, 0.53, 0.32, PANE, within=True)
    pen.box(0.82, 0.22, 0.84, 0.6, INK)
    pen.line(arc(0.83, 0.64, 0.04, 0.04, -60, 200), 0.025, INK)
