"""An expert detector with a closed list of classes: one forward pass serves `recognize` and `ground`."""
