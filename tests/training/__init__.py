"""The trainer, through its doors: `multigrain train`, the library's `train`, the finished model's files."""
