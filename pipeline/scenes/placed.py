"""A thing placed in a picture: its frame, its strokes in pixels and its silhouette."""

from dataclasses import dataclass, field
from math import cos, floor, radians, sin
from random import Random

from PIL import Image, ImageDraw

from pipeline.scenes.curves import Point
from pipeline.scenes.kinds import Kind
from pipeline.scenes.palette import Rgb
from pipeline.scenes.pen import Look, Pen

SCALE = 2  # canvas pixels to a picture pixel


@dataclass(frozen=True)
class Frame:
    """The xyxy box, in picture pixels, that the shape's unit frame is laid on; turned by `tilt` degrees."""

    x0: float
    y0: float
    x1: float
    y1: float
    tilt: float = 0.0
    mirrored: bool = False

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def on_canvas(self, points: list[Point]) -> list[Point]:
        width, height = self.width * SCALE, self.height * SCALE
        left, top = self.x0 * SCALE, self.y0 * SCALE
        if self.mirrored:
            left, width = left + width, -width
        if not self.tilt:
            return [(left + x * width, top + y * height) for x, y in points]
        c, s = cos(radians(self.tilt)), sin(radians(self.tilt))
        mx, my = left + width / 2, top + height / 2
        return [
            (
                mx + (x - 0.5) * width * c - (y - 0.5) * height * s,
                my + (x - 0.5) * width * s + (y - 0.5) * height * c,
            )
            for x, y in points
        ]


@dataclass(frozen=True)
class Fill:
    """A stroke in canvas pixels."""

    points: list[Point]
    colour: Rgb
    skin: bool


@dataclass
class Placed:
    """One thing (or a crowd of one kind, when there are several frames).

    `zone` is the surface it is at; `place` says so ("on a road") or is "" where that is odd. `ground` is the
    surface it stands on, "" for what floats; `held_by` and `hold` ("on" or "in") say which other thing
    carries it. `order` sorts from the back of the scene to the front.
    """

    kind: Kind
    look: Look
    frames: list[Frame]
    zone: str
    place: str
    ground: str
    order: float
    seed: int
    held_by: "Placed | None" = None
    hold: str = ""
    fills: list[Fill] = field(default_factory=list)
    mask: Image.Image | None = None
    corner: tuple[int, int] = (0, 0)

    @property
    def crowd(self) -> bool:
        return len(self.frames) > 1

    @property
    def frame(self) -> Frame:
        return self.frames[0]

    @property
    def base(self) -> float:
        """The row where it stands; of a crowd, where its nearest member does."""
        return max(frame.y1 for frame in self.frames)

    @property
    def silhouette(self) -> Image.Image:
        """The whole outline as an L mask in canvas pixels, its top left at `corner`."""
        if self.mask is None:
            self._draw()
        assert self.mask is not None
        return self.mask

    def _draw(self) -> None:
        outlines: list[list[Point]] = []
        for index, frame in enumerate(self.frames):
            pen = Pen(self.look, frame.width / frame.height, Random(self.seed + index))
            self.kind.draw(pen)
            for stroke in pen.strokes:
                points = frame.on_canvas(stroke.points)
                self.fills.append(Fill(points, stroke.colour, stroke.skin))
                if not stroke.within:
                    outlines.append(points)
        xs = [x for points in outlines for x, _ in points]
        ys = [y for points in outlines for _, y in points]
        left, top = floor(min(xs)) - 1, floor(min(ys)) - 1
        self.corner = (left, top)
        self.mask = Image.new("L", (floor(max(xs)) - left + 3, floor(max(ys)) - top + 3))
        draw = ImageDraw.Draw(self.mask)
        for points in outlines:
            draw.polygon([(x - left, y - top) for x, y in points], fill=255)
