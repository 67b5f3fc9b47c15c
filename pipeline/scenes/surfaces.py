"""The surfaces of the settings, each with the tints it may have."""

from pipeline.scenes.setting import Band, Tint

DAY = (
    Tint("blue", (92, 156, 226), (206, 230, 246)),
    Tint("blue", (64, 132, 214), (176, 214, 240)),
    Tint("pink", (204, 142, 196), (250, 200, 196)),
    Tint("gray", (156, 166, 178), (214, 220, 224)),
)
_GREENS = (Tint("green", (136, 184, 96), (84, 146, 62)), Tint("green", (152, 190, 88), (104, 152, 54)))
_SEA_BLUES = (Tint("blue", (70, 140, 190), (104, 182, 206)), Tint("blue", (52, 112, 170), (90, 156, 190)))
_PAPERS = (
    Tint("", (236, 224, 200), (222, 208, 182)),
    Tint("blue", (160, 190, 226), (138, 170, 212)),
    Tint("green", (172, 206, 172), (152, 190, 152)),
    Tint("pink", (240, 198, 204), (228, 180, 190)),
    Tint("gray", (206, 208, 212), (190, 192, 198)),
)
_WOODS = (Tint("brown", (186, 132, 84), (150, 98, 58)), Tint("brown", (160, 110, 70), (122, 80, 48)))
_FLOORS = (Tint("brown", (170, 122, 82), (196, 148, 102)), Tint("gray", (164, 160, 158), (190, 186, 182)))
_PAVINGS = (Tint("gray", (186, 184, 180), (172, 170, 166)),)
_DUNES = (Tint("", (236, 196, 138), (214, 160, 98)),)
_SNOWS = (Tint("white", (222, 230, 244), (244, 247, 252)),)
_NIGHTS = (Tint("", (20, 26, 66), (66, 78, 136)), Tint("", (36, 24, 74), (98, 76, 136)))
_DEEPS = (Tint("blue", (64, 164, 214), (22, 84, 158)), Tint("blue", (84, 170, 216), (30, 94, 166)))

SKY = Band("sky", "sky.n.01", 0, 1, "sky", DAY)
OPEN_SKY = Band("sky", "sky.n.01", 0, 2, "sky", DAY[:3])
NIGHT_SKY = Band("sky", "sky.n.01", 0, 1, "sky", _NIGHTS)
GRASS = Band("grass", "grass.n.01", 1, 2, "grass", _GREENS, hilly=True)
SEA = Band("sea", "sea.n.01", 1, 1.4, "water", _SEA_BLUES)
BEACH = Band("sand", "sand.n.01", 1.4, 2, "sand", (Tint("", (240, 220, 172), (222, 192, 136)),))
SIDEWALK = Band("sidewalk", "sidewalk.n.01", 1, 1.32, "paving", _PAVINGS)
ROAD = Band("road", "road.n.01", 1.32, 2, "road", (Tint("gray", (112, 114, 120), (92, 94, 100)),))
WALL = Band("wall", "wall.n.01", 0, 1, "wallpaper", _PAPERS)
TABLE = Band("table", "table.n.02", 1, 2, "planks", _WOODS)
FLOOR = Band("floor", "floor.n.01", 1, 2, "boards", _FLOORS)
SNOW = Band("snow", "snow.n.02", 1, 2, "snow", _SNOWS, hilly=True)
DEEP = Band("water", "water.n.01", 0, 1.55, "deep", _DEEPS)
SEABED = Band("sand", "sand.n.01", 1.55, 2, "sand", (Tint("", (190, 190, 150), (168, 160, 116)),))
DESERT = Band("sand", "sand.n.01", 1, 2, "sand", _DUNES, hilly=True)
