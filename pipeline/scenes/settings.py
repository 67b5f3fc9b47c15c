"""The settings scenes are laid in, outdoors and in; which kinds plausibly appear in each."""

from pipeline.scenes.setting import Band, Setting, Tint, Zone

_DAY = (
    Tint("blue", (92, 156, 226), (206, 230, 246)),
    Tint("blue", (64, 132, 214), (176, 214, 240)),
    Tint("pink", (146, 140, 204), (250, 200, 186)),
    Tint("gray", (156, 166, 178), (214, 220, 224)),
)
_SKY = Band("sky", "sky.n.01", 0, 1, "sky", _DAY)
_GRASS = Band(
    "grass", "grass.n.01", 1, 2, "grass", (Tint("green", (136, 184, 96), (84, 146, 62)), Tint("green", (152,
       190, 88), (104, 152, 54))),
)
_SEA = Band(
    "sea", "sea.n.01", 1, 1.4, "water", (Tint("blue", (70, 140, 190), (104, 182, 206)), Tint("blue", (52,
       112, 170), (90, 156, 190))),
)
_SAND = Band("sand", "sand.n.01", 1.4, 2, "sand", (Tint("", (240, 220, 172), (222, 192, 136)),))
_PAVEMENT = Band(
    "sidewalk", "sidewalk.n.01", 1, 1.32, "paving", (Tint("gray", (186, 184, 180), (172, 170, 166)),),
)
_ROAD = Band("road", "road.n.01", 1.32, 2, "road", (Tint("gray", (112, 114, 120), (92, 94, 100)),))
_WALL = Band(
    "wall", "wall.n.01", 0, 1, "wallpaper",
    (Tint("", (236, 224, 200), (222, 208, 182)), Tint("blue", (168, 194, 222), (148, 176, 208)),
     T
         int("green", (178, 206, 178), (160, 190, 160)), Tint("pink", (238, 204, 206), (224, 186, 190)),
         Tint("gray", (206, 208, 212), (190, 192, 198)),
     ),
)
_TABLE = Band(
    "table", "table.n.02", 1, 2, "planks", (Tint("brown", (186, 132, 84), (150, 98, 58)), Tint("brown", (160,
       110, 70), (122, 80, 48))),
)
_FLOOR = Band(
    "floor", "floor.n.01", 1, 2, "boards", (Tint("brown", (170, 122, 82), (196, 148, 102)), Tint("gray",
      (164, 160, 158), (190, 186, 182))),
)
_OPEN_SKY = Band("sky", "sky.n.01", 0, 2, "sky", _DAY[:3])
_NIGHT_SKY = Band(
    "sky", "sky.n.01", 0, 1, "sky", (Tint("", (20, 26, 66), (66, 78, 136)), Tint("", (36, 24, 74), (98, 76,
       136))),
)
_SNOW = Band("snow", "snow.n.02", 1, 2, "snow", (Tint("white", (222, 230, 244), (244, 247, 252)),))
_DEEP = Band(
    "water", "water.n.01", 0, 1.55, "deep", (Tint("blue", (64, 164, 204), (22, 84, 148)), Tint("blue", (84,
       180, 206), (30, 104, 156))),
)
_SEABED = Band("sand", "sand.n.01", 1.55, 2, "sand", (Tint("", (190, 190, 150), (168, 160, 116)),))
_DESERT = Band("sand", "sand.n.01", 1, 2, "sand", (Tint("", (236, 196, 138), (214, 160, 98)),))

_FLYERS = ("bird", "kite", "cloud", "balloon", "sun", "airplane")

SETTINGS: tuple[Setting, ...] = (
    Setting("meadow", "in a meadow", (0.34, 0.58), (_SKY, _GRASS), (
        Zone("sky", "in", False, 0.04, 0.9, 0.85, 2, (*_FLYERS, "butterfly")),
        Zone("grass", "on", True, 1.1, 1.95, 1.0, 5, (
            "sheep", "sheep", "dog", "cat", "tree", "tree", "house", "flower", "mushroom", "rock", "bench", "tent", "sports ball", "pumpkin",
            "bird", "chair", "barrel", "bucket")),
    )),
    Setting("beach", "on a beach", (0.3, 0.46), (_SKY, _SEA, _SAND), (
        Zone("sky", "in", False, 0.04, 0.85, 0.8, 2, _FLYERS),
        Zone("sea", "on", True, 1.06, 1.36, 0.55, 2, ("boat",)),
        Zone("sand", "on", True, 1.5, 1.95, 0.95, 4, (
            "umbrella", "umbrella", "sports ball", "bucket", "rock", "lighthouse", "bird", "dog", "chair", "barrel", "bottle", "cup", "boat")),
    )),
    Setting("street", "on a street", (0.4, 0.56), (_SKY, _PAVEMENT, _ROAD), (
        Zone("sky", "in", False, 0.04, 0.7, 0.7, 1, ("bird", "cloud", "sun", "airplane", "balloon")),
        Zone("sidewalk", "on", True, 1.08, 1.28, 0.95, 4, (
            "traffic light", "stop sign", "bench", "tree", "house", "crane", "dog", "cat", "potted plant", "barrel", "bird")),
        Zone(
            "road", "on", True, 1.5, 1.93, 0.9, 4, ("car", "car", "car", "bus", "bus", "traffic light",
             "sports ball", "dog"),
        ),
    )),
    Setting("table", "on a wooden table", (0.38, 0.56), (_WALL, _TABLE), (
        Zone("wall", "on", False, 0.08, 0.8, 0.9, 1, ("clock",)),
        Zone("table", "on", True, 1.16, 1.93, 1.12, 8, (
            "bottle", "wine glass", "cup", "cup", "bowl", "bowl", "apple", "apple", "orange", "banana", "book", "vase", "clock", "candle",
            "lamp", "cube", "potted plant", "mouse", "bow", "pumpkin")),
    )),
    Setting("room", "in a room", (0.52, 0.7), (_WALL, _FLOOR), (
        Zone("wall", "on", False, 0.08, 0.5, 0.75, 1, ("clock", "clock", "bow")),
        Zone("floor", "on", True, 1.08, 1.93, 1.05, 6, (
            "chair", "chair", "couch", "couch", "cat", "dog", "potted plant", "sports ball", "cube", "book", "vase", "lamp", "barrel", "bucket",
            "umbrella")),
    )),
    Setting("sky", "in the sky", (0.5, 0.5), (_OPEN_SKY,), (
        Zone(
            "sky", "in", False, 0.04, 1.96, 1.15, 1, ("bird", "bird", "kite", "kite", "cloud", "balloon",
             "balloon", "sun", "airplane", "butterfly"),
        ),
    )),
    Setting("night", "in the snow at night", (0.5, 0.66), (_NIGHT_SKY, _SNOW), (
        Zone("sky", "in", False, 0.04, 0.85, 0.9, 3, ("moon", "star", "star", "star", "bat", "bat")),
        Zone(
            "snow", "on", True, 1.1, 1.93, 0.95, 4, ("tree", "tree", "house", "tent", "lighthouse", "rock",
             "dog", "cat", "barrel", "car", "crane"),
        ),
    ), night=True),
    Setting("underwater", "under water", (0.5, 0.56), (_DEEP, _SEABED), (
        Zone("water", "in", False, 0.1, 1.45, 1.05, 5, ("fish",)),
        Zone("sand", "on", True, 1.64, 1.93, 1.0, 2, ("rock", "rock", "bottle", "barrel", "vase", "bucket")),
    )),
    Setting("desert", "in a desert", (0.4, 0.58), (_SKY, _DESERT), (
        Zone("sky", "in", False, 0.04, 0.85, 0.85, 2, ("sun", "cloud", "bird", "airplane", "kite")),
        Zone(
            "sand", "on", True, 1.1, 1.95, 1.0, 5, ("cactus", "cactus", "cactus", "rock", "rock", "tent",
             "barrel", "car", "house", "dog", "flower"),
        ),
    )),
)
