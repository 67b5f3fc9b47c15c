"""What stops a training: a spec that cannot work, said before the first step, or surroundings that gave way later."""


class TrainingSpecError(Exception):
    """The spec, a path or a published folder does not fit: the message names key and remedy."""


class TrainingStoppedError(Exception):
    """Stopped on the way (a damaged shard, a loss that is no number): the last checkpoint is whole and resumes."""
