"""The dataset card: README.md with Hugging Face's head, made of numbers and words that follow from the inputs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template as Text
from typing import Any

import yaml

from pipeline.publish.bucket import Composed
from pipeline.publish.card_words import CardWords, card_words
from pipeline.publish.features import features
from pipeline.publish.recipes import ReadyRecipe, warnings
from schemas.document import Document
from schemas.manifest import Manifest

_SIZES = (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What only the run knows. `sources`: name -> kind; `funnel`: step -> count, in order; `settings`: thresholds.

    `evaluation`: name, number of names, digest and pictures found, of each list of pictures that are kept out.
    `makers`: stage, backend, models, prompts. `max_distance`: of near-duplicates; None: not looked for.
    """

    title: str
    sources: Mapping[str, str]
    funnel: Mapping[str, int]
    settings: Mapping[str, str]
    evaluation: Sequence[tuple[str, int, str, int]] = ()
    makers: Sequence[tuple[str, str, str, str]] = ()
    max_distance: int | None = None


def write_card(ready: ReadyRecipe, manifest: Manifest, composed: Composed, facts: CardFacts) -> bytes:
    """A pure function of its arguments."""
    words = card_words()
    body = Text(words.body).substitute(
        title=facts.title,
        recipe=manifest.recipe,
        about=ready.recipe.body.about.strip(),
        template=manifest.template or "none (conversations only)",
        template_about=ready.template.body.about.strip() if ready.template else "",
        warnings="".join(f"\n> **Note.** {warning}\n" for warning in warnings(ready)),
        splits=_table(("split", "shards", "documents", "bytes"), _splits(manifest)),
        requires=", ".join(ready.recipe.body.requires),
        optional=", ".join(ready.recipe.body.optional) or "nothing",
        tasks=", ".join(ready.recipe.body.tasks) or "none",
        fields=_table(("field of KEY.json", ""), [(f"`{name}`", words.fields[name]) for name in Document.model_fields]),
        licenses=_table(("source", "kind", "licence", "documents"), _licenses(composed, facts, words)),
        makers=_table(("stage", "backend", "model", "words"), facts.makers),
        funnel=_table(("step", "count"), [*facts.funnel.items(), *_unpublished(manifest)]),
        settings=_table(("setting", "value"), list(facts.settings.items())),
        evaluation=_evaluation(facts, words),
        limits="\n".join(f"- {' '.join(limit.split())}" for limit in _limits(ready, facts, words)),
        seed=manifest.seed,
        val=manifest.val,
    )
    head = yaml.safe_dump(_head(manifest, facts), sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{head}---\n\n{body}".encode()


def _evaluation(facts: CardFacts, words: CardWords) -> str:
    if not facts.evaluation:
        return words.unchecked.strip()
    return _table(("list", "names", "sha256 of the names", "found here, kept out"), facts.evaluation)


def _limits(ready: ReadyRecipe, facts: CardFacts, words: CardWords) -> Iterator[str]:
    yield words.limits["always"]
    if ready.template is not None or any(stage == "ask" and name == "rules" for stage, name, _, _ in facts.makers):
        yield words.limits["templates"]
    if any(stage == "relate" and name == "rules" for stage, name, _, _ in facts.makers):
        yield words.limits["geometry"]
    if any(model for _, _, model, _ in facts.makers):
        yield words.limits["models"]
    near = words.limits["near_kept" if facts.max_distance is None else "near_gone"]
    yield Text(near).substitute(max_distance=facts.max_distance)


def _head(manifest: Manifest, facts: CardFacts) -> dict[str, Any]:
    count = manifest.totals.documents
    used = [(split, totals) for split, totals in manifest.splits.items() if totals.documents]
    head: dict[str, Any] = {
        "pretty_name": facts.title,
        "license": "other",
        "license_name": "per-image",
        "language": ["en"],
        "task_categories": ["image-to-text", "visual-question-answering"],
        "tags": ["webdataset", "interleaved", "grounding", "croissant"],
        "size_categories": [next((name for limit, name in _SIZES if count < limit), "n>10M")],
    }
    if not used:
        return head
    head["configs"] = [
        {
            "config_name": "default",
            "data_files": [{"split": split, "path": f"{split}-*.tar"} for split, _ in used],
        }
    ]
    head["dataset_info"] = {
        "config_name": "default",
        "features": features(),
        "splits": [
            {"name": split, "num_bytes": totals.bytes, "num_examples": totals.documents} for split, totals in used
        ],
        "download_size": manifest.totals.bytes,
        "dataset_size": manifest.totals.bytes,
    }
    return head


def _splits(manifest: Manifest) -> list[tuple[object, ...]]:
    return [(split, t.shards, t.documents, t.bytes) for split, t in manifest.splits.items()]


def _licenses(composed: Composed, facts: CardFacts, words: CardWords) -> list[tuple[object, ...]]:
    """By source and licence, then all pictures of each licence where several sources have it."""
    rows: list[tuple[object, ...]] = [
        (source, facts.sources.get(source, ""), license_ or words.unknown_licence, count)
        for (source, license_), count in composed.licenses
    ]
    together: Counter[str] = Counter()
    for (_, license_), count in composed.licenses:
        together[license_ or words.unknown_licence] += count
    several = len({source for (source, _), _ in composed.licenses}) > 1
    return rows + [("all", "", license_, count) for license_, count in sorted(together.items()) if several]


def _unpublished(manifest: Manifest) -> list[tuple[str, int]]:
    rules = [(f"not for this recipe: {rule}", count) for rule, count in manifest.unpublished.items()]
    return [*rules, ("published", manifest.totals.documents)]


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    if not rows:
        return "(none)"
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
