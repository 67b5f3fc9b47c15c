"""Sets of colours and patterns that many kinds share."""

PAINTS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "white", "black")
BRIGHTS = ("red", "orange", "yellow", "green", "blue", "purple", "pink")
FURS = ("brown", "black", "white", "gray", "orange")
STRIPES_DOTS = ("striped", "dotted")
