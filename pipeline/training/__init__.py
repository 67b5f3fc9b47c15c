"""From published shards to a model that grounds what it says. Reads shards and schemas alone."""
