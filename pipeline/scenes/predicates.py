"""The words for how two things are related, with the synset Visual Genome gives each."""

SYNSETS: dict[str, str] = {
    "on": "along.r.01",
    "in": "in.r.01",
    "under": "below.r.01",
    "above": "above.r.02",
    "below": "below.r.01",
    "behind": "behind.r.01",
    "in front of": "ahead.r.01",
    "next to": "adjacent.s.01",
    "to the left of": "left.s.01",
    "to the right of": "right.s.01",
}

INVERSE: dict[str, str] = {
    "on": "under",
    "above": "below",
    "below": "above",
    "behind": "in front of",
    "in front of": "behind",
    "next to": "next to",
    "to the left of": "to the right of",
    "to the right of": "to the left of",
}
