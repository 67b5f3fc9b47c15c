"""Visual Genome's layout, v1.0 and v1.2: one JSON list per kind of annotation, one entry per image."""
