"""WebDataset tars as img2dataset writes them: KEY.jpg beside KEY.txt and KEY.json."""
