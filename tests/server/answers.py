"""What the server says when it behaves: an answer that fits the request's pictures, regions and words."""

import hashlib
import json
import random
import re
from collections.abc import Callable
from typing import Any

from tests.server.asked import Asked
from tests.server.behaviour import Behaviour

PLACES = ("park", "street", "kitchen", "beach", "garden", "station")


def answer(asked: Asked, behaviour: Behaviour) -> str:
    """JSON; the same request gets the same answer."""
    dice = random.Random(hashlib.sha256("|".join((asked.role, *asked.images, asked.user)).encode()).digest())
    return json.dumps(_ROLES.get(asked.role, _unknown)(asked, behaviour, dice))


def _caption(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    first, second = dice.sample(behaviour.vocabulary, 2)
    return {
        "caption": f"A {first} next to a {second} in a {dice.choice(PLACES)}, as picture {asked.images[0][:8]} shows."
    }


def _recognize(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    count = min(asked.most, dice.randint(2, len(behaviour.vocabulary)))
    return {"objects": dice.sample(behaviour.vocabulary, count)}


def _describe(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    return {
        "description": f"What one calls {asked.after('Word:')}, in the sense {asked.after('Sense:')}: a thing to see."
    }


def _relate(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    numbers = [number for number, _ in asked.regions]
    pairs = [(a, b) for a in numbers for b in numbers if a != b]
    chosen = dice.sample(pairs, min(len(pairs), asked.most, 3))
    words = ("next to", "behind", "looking at", "touching")
    return {"relations": [{"subject": a, "predicate": dice.choice(words), "object": b} for a, b in chosen]}


def _ask(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    labels = [label for _, label in asked.regions]
    alone = [(number, label) for number, label in asked.regions if labels.count(label) == 1]
    conversations = []
    for number, label in alone[: asked.most]:
        refers = {"kind": "refers", "regions": [number], "label": label, "value": ""}
        named = {"kind": "named", "regions": [number], "label": label, "value": ""}
        conversations += [
            _one("text_to_coordinate", f"Where is the {label}?", f"[{number}]", refers),
            _one("coordinate_to_text", f"What is at [{number}]?", f"A {label}.", named),
            _one("image_to_coordinate", f"Where is this: <{number}>?", f"[{number}]"),
            _one("text_to_image", f"Which picture shows the {label}?", f"<{number}>", refers),
        ]
    wanted = re.findall(r"^(\w+): ", asked.user, re.MULTILINE)
    return {"conversations": [c for c in conversations if c["task"] in wanted]}


def _one(task: str, question: str, said: str, *claims: dict[str, Any]) -> dict[str, Any]:
    return {"task": task, "rounds": [{"question": question, "answer": said}], "claims": list(claims)}


def _judge(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    numbers = [int(n) for n in re.findall(r"^\((\d+)\) ", asked.user, re.MULTILINE)]
    axes = ("quality", "richness", "accuracy")
    return {"scores": [{"number": n} | dict.fromkeys(axes, behaviour.grade) for n in numbers]}


def _verify(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    return {"answer": "no" if any(f": {name}?" in asked.user for name in behaviour.absent) else "yes"}


def _unknown(asked: Asked, behaviour: Behaviour, dice: random.Random) -> dict[str, Any]:
    return {"words": "I was asked nothing I know."}


_ROLES: dict[str, Callable[[Asked, Behaviour, random.Random], dict[str, Any]]] = {
    "caption": _caption,
    "recognize": _recognize,
    "describe": _describe,
    "relate": _relate,
    "ask": _ask,
    "judge": _judge,
    "verify": _verify,
}


def hallucinated(asked: Asked) -> str:
    """Fits the shape and names what is not there."""
    ghost = {"kind": "refers", "regions": [999], "label": "unicorn", "value": ""}
    bodies: dict[str, dict[str, Any]] = {
        "relate": {"relations": [{"subject": 999, "predicate": "near", "object": 1}]},
        "ask": {"conversations": [_one("text_to_coordinate", "Where is the unicorn?", "[999]", ghost)]},
        "judge": {"scores": [{"number": 999, "quality": 5, "richness": 5, "accuracy": 5}]},
    }
    return json.dumps(bodies.get(asked.role, {"objects": ["unicorn"], "caption": "A unicorn."}))
