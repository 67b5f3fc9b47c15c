"""The report: one self-contained HTML page over a run, and the same for one image. Data are handed in by `run`."""
