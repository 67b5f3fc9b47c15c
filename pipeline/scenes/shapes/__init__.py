"""How each kind of object is drawn: one function a kind, each drawing into a pen's unit frame."""
