"""Scenes as a source: rendered when prepared, known by count and seed before, one picture in both layouts."""

import pickle
from pathlib import Path

import pytest

from pipeline.sources.merge import merge
from pipeline.sources.source import SourceError
from schemas.given import Exhaustive
from tests.sources.importing import conserved, imported, sources


def test_both_layouts_are_two_sources_of_the_same_pictures(tmp_path: Path) -> None:
    coco, genome = sources(tmp_path, kind="scenes", count=3, seed=4)
    digests = coco.digest(), genome.digest()
    assert not list(tmp_path.iterdir()), "nothing is rendered before prepare"
    met = imported(coco), imported(genome)
    assert (coco.digest(), genome.digest()) == digests
    assert [len(one.drafts) for one in met] == [3, 3] and not any(one.refused for one in met)
    assert not any(draft.dropped for one in met for draft in one.drafts.values()), "perfect annotations lose nothing"
    by_identity = {draft.record.identity: draft for draft in met[0].drafts.values()}
    for twin in met[1].drafts.values():
        host = by_identity[twin.record.identity]
        merged = merge([twin, host])
        (one,) = merged.drafts
        conserved(one)
        assert merged.absorbed == {twin.record.key: host.record.key}
        assert one.record.given.exhaustive == (Exhaustive(source="scenes", vocabulary="scenes"),)
        assert one.record.given.relations or not twin.record.given.relations


def test_the_grains_said_before_rendering_are_those_found_after(tmp_path: Path) -> None:
    for one in sources(tmp_path, kind="scenes", count=1):
        one.prepare()
        assert one.grains == one._inner.grains  # type: ignore[attr-defined]


def test_names_are_told_apart_and_one_layout_alone_keeps_the_name(tmp_path: Path) -> None:
    names = [one.name for one in sources(tmp_path, kind="scenes", name="s" * 32, count=1)]
    assert len(set(names)) == 2 and all(len(name) <= 32 for name in names)
    (alone,) = sources(tmp_path, kind="scenes", count=1, layout="visual_genome")
    assert alone.name == "scenes"


def test_the_digest_follows_everything_the_scenes_follow_from(tmp_path: Path) -> None:
    specs = [{"count": 2}, {"count": 3}, {"count": 2, "seed": 1}, {"count": 2, "layout": "visual_genome"}]
    specs += [{"count": 2, "most_things": 3}, {"count": 2, "size": 2.0}]
    assert len({sources(tmp_path, kind="scenes", **spec)[0].digest() for spec in specs}) == 6


def test_a_place_that_is_taken_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "scenes-1-0-9-1").mkdir()
    (tmp_path / "scenes-1-0-9-1" / "thesis.txt").write_text("mine")
    one, _ = sources(tmp_path, kind="scenes", count=1)
    with pytest.raises(SourceError, match="scenes-1-0-9-1"):
        one.prepare()


def test_sources_travel_to_workers(tmp_path: Path) -> None:
    one, _ = sources(tmp_path, kind="scenes", count=1)
    one.prepare()
    assert imported(pickle.loads(pickle.dumps(one))).drafts


def test_a_worker_on_another_machine_renders_what_its_own_scratch_lacks(tmp_path: Path) -> None:
    here, _ = sources(tmp_path / "here", kind="scenes", count=2)
    there, _ = sources(tmp_path / "there", kind="scenes", count=2)
    met = imported(here).drafts
    here.prepare()
    fragments = list(here.fragments())
    for image_id in {fragment.id for fragment in fragments}:
        mine = [fragment for fragment in fragments if fragment.id == image_id]
        draft = there.assemble(image_id, mine, here.tables())
        assert draft == met[f"scenes/{image_id}"]
        assert there.read(draft.locator) == here.read(draft.locator)
