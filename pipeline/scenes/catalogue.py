"""All kinds of object in the scenes: COCO's with their official ids, the others from 1001 on."""

from pipeline.scenes.kinds import Kind
from pipeline.scenes.shapes import animals, food, indoors, outdoors, sky, street, tableware, vehicles

_PAINTS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")
_BRIGHTS = ("red", "orange", "yellow", "green", "blue", "purple", "pink")
_FURS = ("brown", "black", "white", "gray", "orange")
_STRIPES_DOTS = ("striped", "dotted")

_COCO: tuple[Kind, ...] = (
    Kind("car", 3, "vehicle", "car.n.01", vehicles.car, 0.36, (1.9, 2.3), _PAINTS),
    Kind(
        "airplane", 5, "vehicle", "airplane.n.01", vehicles.airplane, 0.26, (2.1, 2.6),
        ("white", "red", "yellow", "gray", "orange"), word="plane", tilt=14,
    ),
    Kind("bus", 6, "vehicle", "bus.n.01", vehicles.bus, 0.52, (1.8, 2.2), _BRIGHTS, plural="buses"),
    Kind("boat", 9, "vehicle", "boat.n.01", vehicles.boat, 0.5, (0.95, 1.2), _BRIGHTS, patterns=("striped",)),
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
        "bird", 16, "animal", "bird.n.01", animals.bird, 0.2, (1.25, 1.5), (*_BRIGHTS, "black"),
        states=("flying",),
    ),
    Kind("cat", 17, "animal", "cat.n.01", animals.cat, 0.34, (0.72, 0.84), _FURS, patterns=("striped",)),
    Kind(
        "dog", 18, "animal", "dog.n.01", animals.dog, 0.34, (1.15, 1.35), ("brown", "black", "white", "gray"),
        patterns=("spotted",),
    ),
    Kind(
        "sheep", 20, "animal", "sheep.n.01", animals.sheep, 0.32, (1.2, 1.4), ("white", "white", "brown"),
        plural="sheep",
    ),
    Kind(
        "umbrella", 28, "accessory", "umbrella.n.01", street.umbrella, 0.62, (0.95, 1.15), _BRIGHTS,
        patterns=_STRIPES_DOTS, tilt=8,
    ),
    Kind(
        "sports ball", 37, "sports", "ball.n.01", indoors.ball, 0.19, (1, 1), _PAINTS, patterns=_STRIPES_DOTS,
        word="ball", form="round",
    ),
    Kind(
        "kite", 38, "sports", "kite.n.03", sky.kite, 0.46, (0.6, 0.75), _BRIGHTS,
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
        "cup", 47, "kitchen", "cup.n.01", tableware.cup, 0.25, (1.1, 1.3), _PAINTS,
        materials=("ceramic", "metal"), patterns=_STRIPES_DOTS, form="tube",
    ),
    Kind(
        "bowl", 51, "kitchen", "bowl.n.01", tableware.bowl, 0.26, (1.8, 2.2), _PAINTS,
        materials=("wooden", "metal", "ceramic"), patterns=_STRIPES_DOTS, form="tube",
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
        "book", 84, "indoor", "book.n.01", indoors.book, 0.17, (1.9, 2.4), (*_BRIGHTS, "brown", "black"),
        states=("open", "closed"), top=0.16,
    ),
    Kind(
        "clock", 85, "indoor", "clock.n.01", indoors.clock, 0.3, (1, 1), (*_PAINTS, "brown"),
        materials=("wooden", "metal"),
    ),
    Kind(
        "vase", 86, "indoor", "vase.n.01", tableware.vase, 0.44, (0.5, 0.64), _PAINTS,
        materials=("glass", "ceramic"), patterns=_STRIPES_DOTS, form="tube",
    ),
)

_OTHER: tuple[Kind, ...] = (
    Kind(
        "tree", 1001, "plant", "tree.n.01", outdoors.tree, 0.95, (0.62, 0.85), ("green", "green", "yellow"),
        states=("leafy", "pine"),
    ),
    Kind(
        "house", 1002, "building", "house.n.01", street.house, 0.78, (0.95, 1.2),
        ("white", "yellow", "red", "blue", "gray", "brown"), materials=("brick", "wooden"),
    ),
    Kind(
        "lighthouse", 1003, "building", "beacon.n.03", street.lighthouse, 1.05, (0.32, 0.4),
        ("white", "red", "blue"), patterns=("striped",),
    ),
    Kind(
        "tent", 1004, "building", "tent.n.01", street.tent, 0.42, (1.3, 1.6), _BRIGHTS, patterns=("striped",),
    ),
    Kind(
        "crane", 1005, "vehicle", "crane.n.04", vehicles.crane, 1.1, (0.75, 0.95),
        ("yellow", "orange", "red"),
    ),
    Kind(
        "barrel", 1006, "container", "barrel.n.02", street.barrel, 0.34, (0.72, 0.84),
        ("brown", "red", "blue"), materials=("wooden", "metal"), form="tube", top=0.06,
    ),
    Kind(
        "bucket", 1007, "container", "bucket.n.01", tableware.bucket, 0.28, (0.84, 0.95), _BRIGHTS,
        materials=("metal", "plastic"), patterns=("striped",), form="tube",
    ),
    Kind(
        "flower", 1008, "plant", "flower.n.01", outdoors.flower, 0.32, (0.5, 0.6),
        ("red", "yellow", "pink", "purple", "white", "blue", "orange"),
    ),
    Kind(
        "mushroom", 1009, "plant", "mushroom.n.05", outdoors.mushroom, 0.22, (0.9, 1.15),
        ("red", "brown", "orange"), patterns=("spotted",),
    ),
    Kind(
        "cactus", 1010, "plant", "cactus.n.01", outdoors.cactus, 0.46, (0.62, 0.75), ("green",),
        plural="cactuses",
    ),
    Kind(
        "rock", 1011, "nature", "rock.n.01", outdoors.rock, 0.22, (1.2, 1.6), ("gray", "brown", "black"),
        top=0.14,
    ),
    Kind(
        "pumpkin", 1012, "food", "pumpkin.n.02", food.pumpkin, 0.25, (1.15, 1.35), ("orange",), form="round",
    ),
    Kind("sun", 1013, "nature", "sun.n.01", sky.sun, 0.3, (1, 1), ("yellow", "orange")),
    Kind(
        "moon", 1014, "nature", "moon.n.01", sky.moon, 0.26, (1, 1), ("yellow", "white"),
        states=("full", "crescent"),
    ),
    Kind("cloud", 1015, "nature", "cloud.n.02", sky.cloud, 0.2, (1.8, 2.5), ("white",)),
    Kind("star", 1016, "nature", "star.n.03", sky.star, 0.14, (1, 1), ("yellow", "white")),
    Kind(
        "balloon", 1017, "toy", "balloon.n.01", sky.balloon, 0.44, (0.5, 0.56), _BRIGHTS,
        patterns=_STRIPES_DOTS, form="round", tilt=8,
    ),
    Kind(
        "bat", 1018, "wildlife", "bat.n.01", animals.bat, 0.2, (1.9, 2.3), ("black", "brown", "purple"),
        tilt=12,
    ),
    Kind(
        "butterfly", 1019, "wildlife", "butterfly.n.01", animals.butterfly, 0.19, (1.05, 1.2), _BRIGHTS,
        patterns=("dotted",), plural="butterflies", tilt=25,
    ),
    Kind(
        "fish", 1020, "wildlife", "fish.n.01", animals.fish, 0.22, (1.5, 1.9), _BRIGHTS,
        patterns=("striped", "spotted"), plural="fish", tilt=10,
    ),
    Kind(
        "cube", 1021, "toy", "cube.n.05", indoors.cube, 0.26, (1, 1.05), _PAINTS,
        materials=("wooden", "metal", "plastic"), patterns=("striped", "dotted", "checkered"), top=0.13,
    ),
    Kind(
        "lamp", 1022, "household", "lamp.n.02", tableware.lamp, 0.58, (0.6, 0.74), _BRIGHTS,
        patterns=_STRIPES_DOTS, states=("lit", "unlit"),
    ),
    Kind(
        "candle", 1023, "household", "candle.n.01", tableware.candle, 0.36, (0.38, 0.46),
        ("red", "white", "green", "purple", "pink", "blue"), states=("lit", "unlit"), form="tube",
    ),
    Kind(
        "bow", 1024, "accessory", "bow.n.08", indoors.bow, 0.2, (1.4, 1.6), _BRIGHTS, patterns=_STRIPES_DOTS,
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _COCO + _OTHER}
SCENE_LABELS: tuple[str, ...] = tuple(KINDS)
