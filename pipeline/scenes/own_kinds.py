"""Kinds that COCO does not have, with ids from 1001 on."""

from pipeline.scenes.kind_colours import BRIGHTS, PAINTS, STRIPES_DOTS
from pipeline.scenes.kinds import Kind
from pipeline.scenes.shapes import animals, food, indoors, outdoors, sky, street, tableware, vehicles

OWN_KINDS: tuple[Kind, ...] = (
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
        "tent", 1004, "building", "tent.n.01", street.tent, 0.42, (1.3, 1.6), BRIGHTS, patterns=("striped",),
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
        "bucket", 1007, "container", "bucket.n.01", tableware.bucket, 0.28, (0.84, 0.95), BRIGHTS,
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
        "balloon", 1017, "toy", "balloon.n.01", sky.balloon, 0.44, (0.5, 0.56), BRIGHTS,
        patterns=STRIPES_DOTS, form="round", tilt=8,
    ),
    Kind(
        "bat", 1018, "wildlife", "bat.n.01", animals.bat, 0.2, (1.9, 2.3), ("black", "brown", "purple"),
        tilt=12,
    ),
    Kind(
        "butterfly", 1019, "wildlife", "butterfly.n.01", animals.butterfly, 0.19, (1.05, 1.2), BRIGHTS,
        patterns=("dotted",), plural="butterflies", tilt=25,
    ),
    Kind(
        "fish", 1020, "wildlife", "fish.n.01", animals.fish, 0.22, (1.5, 1.9), BRIGHTS,
        patterns=("striped", "spotted"), plural="fish", tilt=10,
    ),
    Kind(
        "cube", 1021, "toy", "cube.n.05", indoors.cube, 0.26, (1, 1.05), PAINTS,
        materials=("wooden", "metal", "plastic"), patterns=("striped", "dotted", "checkered"), top=0.13,
    ),
    Kind(
        "lamp", 1022, "household", "lamp.n.02", tableware.lamp, 0.58, (0.6, 0.74), BRIGHTS,
        patterns=STRIPES_DOTS, states=("lit", "unlit"),
    ),
    Kind(
        "candle", 1023, "household", "candle.n.01", tableware.candle, 0.36, (0.38, 0.46),
        ("red", "white", "green", "purple", "pink", "blue"), states=("lit", "unlit"), form="tube",
    ),
    Kind(
        "bow", 1024, "accessory", "bow.n.08", indoors.bow, 0.2, (1.4, 1.6), BRIGHTS, patterns=STRIPES_DOTS,
    ),
)
