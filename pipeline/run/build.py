"""The one place that chooses classes: from stage settings to stages with their backends."""
