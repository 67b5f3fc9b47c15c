"""The model families, built from `transformers` parts."""
