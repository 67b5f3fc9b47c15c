"""The settings scenes are laid in, outdoors and in; which kinds plausibly appear in each."""

from pipeline.scenes import surfaces
from pipeline.scenes.setting import Setting, Zone


def _kinds(names: str) -> tuple[str, ...]:
    """A name given twice is chosen twice as often."""
    return tuple(names.split(", "))


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "a meadow scene",
        (0.34, 0.58),
        (surfaces.SKY, surfaces.GRASS),
        (
            Zone(
                "sky",
                "in the sky",
                False,
                0.04,
                0.9,
                0.85,
                2,
                _kinds("bird, kite, cloud, balloon, sun, airplane, butterfly"),
            ),
            Zone(
                "grass",
                "in a meadow",
                True,
                1.1,
                1.95,
                1.0,
                5,
                _kinds(
                    "sheep, sheep, dog, cat, tree, tree, house, flower, mushroom, rock, bench, tent, "
                    "sports ball, pumpkin, bird, chair, barrel, bucket"
                ),
            ),
        ),
    ),
    Setting(
        "a beach scene",
        (0.3, 0.46),
        (surfaces.SKY, surfaces.SEA, surfaces.BEACH),
        (
            Zone("sky", "in the sky", False, 0.04, 0.85, 0.8, 2, _kinds("bird, kite, cloud, balloon, sun, airplane")),
            Zone("sea", "on the sea", True, 1.06, 1.36, 0.55, 2, _kinds("boat")),
            Zone(
                "sand",
                "on the sand",
                True,
                1.5,
                1.95,
                0.95,
                4,
                _kinds(
                    "umbrella, umbrella, sports ball, bucket, rock, lighthouse, bird, dog, chair, barrel, bottle, cup"
                ),
            ),
        ),
    ),
    Setting(
        "a street scene",
        (0.4, 0.56),
        (surfaces.SKY, surfaces.SIDEWALK, surfaces.ROAD),
        (
            Zone("sky", "in the sky", False, 0.04, 0.7, 0.7, 1, _kinds("bird, cloud, sun, airplane, balloon")),
            Zone(
                "sidewalk",
                "on a sidewalk",
                True,
                1.08,
                1.28,
                0.95,
                4,
                _kinds("traffic light, stop sign, bench, tree, house, crane, dog, cat, barrel, bird"),
            ),
            Zone("road", "on a road", True, 1.5, 1.93, 0.9, 4, _kinds("car, car, car, bus, bus, sports ball, dog")),
        ),
    ),
    Setting(
        "a table scene",
        (0.38, 0.56),
        (surfaces.WALL, surfaces.TABLE),
        (
            Zone("wall", "on a wall", False, 0.08, 0.8, 0.9, 1, _kinds("clock")),
            Zone(
                "table",
                "on a wooden table",
                True,
                1.16,
                1.93,
                1.12,
                8,
                _kinds(
                    "bottle, wine glass, cup, cup, bowl, bowl, apple, apple, orange, banana, book, vase, clock, "
                    "candle, lamp, cube, potted plant, mouse, bow, pumpkin"
                ),
            ),
        ),
    ),
    Setting(
        "a room",
        (0.52, 0.7),
        (surfaces.WALL, surfaces.FLOOR),
        (
            Zone("wall", "on a wall", False, 0.08, 0.5, 0.75, 1, _kinds("clock, clock, bow")),
            Zone(
                "floor",
                "on the floor",
                True,
                1.08,
                1.93,
                1.05,
                6,
                _kinds(
                    "chair, chair, couch, couch, cat, dog, potted plant, sports ball, cube, book, vase, lamp, "
                    "barrel, bucket, umbrella"
                ),
            ),
        ),
    ),
    Setting(
        "a sky scene",
        (0.5, 0.5),
        (surfaces.OPEN_SKY,),
        (
            Zone(
                "sky",
                "in the sky",
                False,
                0.04,
                1.96,
                1.15,
                1,
                _kinds("bird, bird, kite, kite, cloud, balloon, balloon, sun, airplane, butterfly"),
            ),
        ),
    ),
    Setting(
        "a snowy night scene",
        (0.5, 0.66),
        (surfaces.NIGHT_SKY, surfaces.SNOW),
        (
            Zone("sky", "in the sky", False, 0.04, 0.85, 0.9, 3, _kinds("moon, star, star, star, bat, bat")),
            Zone(
                "snow",
                "in the snow",
                True,
                1.1,
                1.93,
                0.95,
                4,
                _kinds("tree, tree, house, tent, lighthouse, rock, dog, cat, barrel, car, crane"),
            ),
        ),
    ),
    Setting(
        "an underwater scene",
        (0.5, 0.56),
        (surfaces.DEEP, surfaces.SEABED),
        (
            Zone("water", "under water", False, 0.1, 1.45, 1.05, 5, _kinds("fish")),
            Zone("sand", "on the sand", True, 1.64, 1.93, 1.0, 2, _kinds("rock, rock, bottle, barrel, vase, bucket")),
        ),
    ),
    Setting(
        "a desert scene",
        (0.4, 0.58),
        (surfaces.SKY, surfaces.DESERT),
        (
            Zone("sky", "in the sky", False, 0.04, 0.85, 0.85, 2, _kinds("sun, cloud, bird, airplane, kite")),
            Zone(
                "sand",
                "on the sand",
                True,
                1.1,
                1.95,
                1.0,
                5,
                _kinds("cactus, cactus, cactus, rock, rock, tent, barrel, car, house, dog, flower"),
            ),
        ),
    ),
)
