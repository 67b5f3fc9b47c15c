"""Pictures of plain coloured rectangles: whoever cuts out the right place sees one colour and nothing else."""

import hashlib
import io

from PIL import Image as Pillow
from PIL import ImageDraw

from schemas.geometry import Box
from schemas.objectimage import Augmentation, ObjectImage
from schemas.part import Part, Turn
from schemas.provenance import Provenance
from schemas.question import Conversation
from schemas.record import Caption, Description, Image, Label, Record, Region

BY = Provenance(stage="ground", backend="annotations", source="coco")
COLORS = {"red": (230, 20, 20), "green": (20, 200, 20), "white": (250, 250, 250)}
BACKGROUND = (20, 20, 160)
BOXES: dict[str, Box] = {
    "red": (34.0, 30.0, 90.0, 100.0),
    "green": (110.0, 24.0, 180.0, 84.0),
    "white": (40.0, 130.0, 120.0, 190.0),
}
SIZES = ((320, 200), (200, 320), (203, 200))
"""Wide, tall, and nearly square with an odd difference; every box lies in each, and a square around them is off 0."""


def picture(number: int) -> bytes:
    """A JPEG of its own for each number."""
    image = Pillow.new("RGB", SIZES[number % 3], BACKGROUND)
    drawing = ImageDraw.Draw(image)
    for name, (x0, y0, x1, y1) in BOXES.items():
        drawing.rectangle((x0, y0, x1 - 1, y1 - 1), fill=COLORS[name])
    image.putpixel((number % 200, 0), (255, 255, number % 256))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return buffer.getvalue()


def scene(number: int, **more: object) -> Record:
    data = picture(number)
    digest = hashlib.sha256(data).hexdigest()
    width, height = SIZES[number % 3]
    image = Image(width=width, height=height, source_sha256=digest, num_bytes=len(data), is_verbatim=True)
    record = Record(
        key=f"coco/{number:012d}",
        source="coco",
        identity=f"coco:{number}",
        content=digest,
        image=image,
        captions=(Caption(text="Three plain rectangles.", by=BY),),
        labels=tuple(Label(name=name, by=BY) for name in BOXES),
        descriptions=tuple(Description(label=name, text=f"All in {name}.", by=BY) for name in BOXES),
        regions=(
            *(Region(label=name, box=box, origin="coco") for name, box in BOXES.items()),
            Region(label="", box=(0.0, 0.0, 9.0, 9.0), origin="coco", phrase="the corner"),
        ),
        conversations=(located(), several(), named()),
    )
    return record.model_copy(update=more)


def words(text: str, *about: int) -> Part:
    return Part(text=text, about=about, by=BY)


def place(region: int) -> Part:
    return Part(region=region, about=(region,), by=BY)


IMAGE = Part(image=True, by=BY)


def located() -> Conversation:
    """The answer is a place and nothing else."""
    ask = Turn(role="user", parts=(IMAGE, words("Where is the red one?", 0)))
    return Conversation(task="text_to_coordinate", turns=(ask, Turn(role="assistant", parts=(place(0),))))


def several() -> Conversation:
    """Two rounds, places in answers and in a question, one after the other and in a sentence."""
    return Conversation(
        task="coordinate_to_text",
        turns=(
            Turn(role="user", parts=(IMAGE, words("Where are green and white?"))),
            Turn(role="assistant", parts=(place(1), words(" and "), place(2))),
            Turn(role="user", parts=(words("What is at "), place(2), words("?"))),
            Turn(role="assistant", parts=(words("The white one, at "), place(2), words("."))),
        ),
    )


def named() -> Conversation:
    """Object images in the question, the picture between them."""
    shown = (
        ObjectImage(region=0, margin=0.0, size=64),
        ObjectImage(region=1, margin=0.0, size=32, augmentation=Augmentation(flip=True, brightness=0.8)),
    )
    ask = (
        Part(object_image=0, by=BY),
        words(" or "),
        Part(object_image=1, by=BY),
        IMAGE,
        words(": where is the first?"),
    )
    turns = (Turn(role="user", parts=ask), Turn(role="assistant", parts=(words("It is at "), place(0))))
    return Conversation(task="image_to_coordinate", turns=turns, object_images=shown)
