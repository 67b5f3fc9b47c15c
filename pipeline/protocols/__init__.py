"""What a stage and a backend are: the types everything in between is written against."""
