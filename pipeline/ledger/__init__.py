"""The durable memory of a run: per stage, what each key became and why, as Parquet parts named by their content."""
