"""COCO's kinds that the scenes draw, with their official ids and supercategories."""

from pipeline.scenes.kind_colours import BRIGHTS, FURS, PAINTS, STRIPES_DOTS
from pipeline.scenes.kinds import Kind
from pipeline.scenes.shapes import animals, food, indoors, outdoors, sky, street, tableware, vehicles

COCO_KINDS: tuple[Kind, ...] = (
    Kind("car", 3, "vehicle", "car.n.01", vehicles.car, 0.36, (1.9, 2.3), PAINTS),
    Kind(
        "airplane", 5, "vehicle", "airplane.n.01", vehicles.airplane, 0.26, (2.1, 2.6),
        ("white", "red", "yellow", "gray", "orange"), word="plane", tilt=14,
    ),
    Kind("bus", 6, "vehicle", "bus.n.01", vehicles.bus, 0.52, (1.8, 2.2), BRIGHTS, plural="buses"),
    Kind("boat", 9, "vehicle", "boat.n.01", vehicles.boat, 0.5, (0.95, 1.2), BRIGHTS, patterns=("striped",)),
    Kind(
        "traffic light", 10, "outdoor", "traffic_light.n.01", street.traffic_light, 0.72, (0.34, 0.4),
        ("black",), states=("red", "yellow", "green"),
    ),
    Kind(
        "stop sign", 13, "outdoor", "street_sign.n.01", street.stop_sign, 0.66, (0.54, 0.58), ("red",),
    ),
    Kind(
        "bench", 15, "outdoor", "bench.n.01", street.bench, 0.3, (1.8, 2.2),
        ("brown", "green", "blue", "white"), materials=("wooden",), plural="benches", top=0.58,
    ),
    Kind(
        "bird", 16, "animal", "bird.n.01", animals.bird, 0.2, (1.25, 1.5), (*BRIGHTS, "black"),
        states=("flying",),
    ),
    Kind("cat", 17, "animal", "cat.n.01", animals.cat, 0.34, (0.72, 0.84), FURS, patterns=("striped",)),
    Kind(
        "dog", 18, "animal", "dog.n.01", animals.dog, 0.34, (1.15, 1.35), ("brown", "black", "white", "gray"),
        patterns=("spotted",),
    ),
    Kind(
        "sheep", 20, "animal", "sheep.n.01", animals.sheep, 0.32, (1.2, 1.4), ("white", "white", "brown"),
        plural="sheep",
    ),
    Kind(
        "umbrella", 28, "accessory", "umbrella.n.01", street.umbrella, 0.62, (0.95, 1.15), BRIGHTS,
        patterns=STRIPES_DOTS, tilt=8,
    ),
    Kind(
        "sports ball", 37, "sports", "ball.n.01", indoors.ball, 0.19, (1, 1), PAINTS, patterns=STRIPES_DOTS,
        word="ball", form="round",
    ),
    Kind(
        "kite", 38, "sports", "kite.n.03", sky.kite, 0.46, (0.6, 0.75), BRIGHTS,
        patterns=("striped", "checkered"), tilt=20,
    ),
    Kind(
        "bottle", 44, "kitchen", "bottle.n.01", tableware.bottle, 0.62, (0.3, 0.36),
        ("green", "brown", "blue", "red", "yellow"), materials=("glass", "plastic"), form="tube",
    ),
    Kind(
        "wine glass", 46, "kitchen", "wineglass.n.01", tableware.wine_glass, 0.46, (0.44, 0.5),
        ("red", "yellow", "purple"), plural="wine glasses", says_colour=False,
    ),
    Kind(
        "cup", 47, "kitchen", "cup.n.01", tableware.cup, 0.25, (1.1, 1.3), PAINTS,
        materials=("ceramic", "metal"), patterns=STRIPES_DOTS, form="tube",
    ),
    Kind(
        "bowl", 51, "kitchen", "bowl.n.01", tableware.bowl, 0.26, (1.8, 2.2), PAINTS,
        materials=("wooden", "metal", "ceramic"), patterns=STRIPES_DOTS, form="tube",
    ),
    Kind("banana", 52, "food", "banana.n.02", food.banana, 0.19, (1.5, 1.8), ("yellow", "yellow", "green")),
    Kind(
        "apple", 53, "food", "apple.n.01", food.apple, 0.2, (0.9, 1), ("red", "green", "yellow"),
        form="round",
    ),
    Kind("orange", 55, "food", "orange.n.01", food.orange, 0.19, (0.96, 1.04), ("orange",), form="round"),
    Kind(
        "chair", 62, "furniture", "chair.n.01", indoors.chair, 0.52, (0.54, 0.64),
        ("brown", "red", "blue", "green", "white", "black"), materials=("wooden", "plastic"), top=0.57,
    ),
    Kind(
        "couch", 63, "furniture", "sofa.n.01", indoors.couch, 0.46, (1.8, 2.2),
        ("red", "blue", "green", "brown", "gray", "purple"), patterns=("striped", "checkered"), word="sofa",
        plural="sofas", top=0.54,
    ),
    Kind(
        "potted plant", 64, "furniture", "plant.n.02", outdoors.potted_plant, 0.5, (0.75, 0.9), ("green",),
        word="plant",
    ),
    Kind(
        "mouse", 74, "electronic", "mouse.n.04", indoors.mouse, 0.14, (1.6, 1.9),
        ("white", "black", "gray", "red"), materials=("plastic",), plural="mice",
    ),
    Kind(
        "book", 84, "indoor", "book.n.01", indoors.book, 0.17, (1.9, 2.4), (*BRIGHTS, "brown", "black"),
        states=("open", "closed"), top=0.16,
    ),
    Kind(
        "clock", 85, "indoor", "clock.n.01", indoors.clock, 0.3, (1, 1), (*PAINTS, "brown"),
        materials=("wooden", "metal"),
    ),
    Kind(
        "vase", 86, "indoor", "vase.n.01", tableware.vase, 0.44, (0.5, 0.64), PAINTS,
        materials=("glass", "ceramic"), patterns=STRIPES_DOTS, form="tube",
    ),
)
