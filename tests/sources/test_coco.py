"""COCO's layout: what is read, where boxes end up, and what is refused or dropped under which rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.source import Draft
from schemas.given import Exhaustive, Rle
from tests.sources.importing import DATA, CocoFiles, imported, rules, source, write_json, write_picture


@pytest.fixture
def files(tmp_path: Path) -> CocoFiles:
    return CocoFiles(tmp_path)


def test_an_image_brings_its_objects_captions_licence_and_official_id(files: CocoFiles) -> None:
    files.image(139, license=3, coco_url="http://images.cocodataset.org/val2017/000000000139.jpg")
    files.box([1.004, 2, 10, 20.5], 139, category_id=2, area=99.5, segmentation=[[1, 2, 11, 2, 11, 22]])
    files.caption(" A dog\n in  a room. ", 139)
    draft = imported(files.source(with_captions=True)).only()
    record = draft.record
    assert (record.key, record.identity, record.source) == ("coco/000000000139", "coco:139", "coco")
    assert (record.image.size, record.image.license, record.image.is_verbatim) == ((40, 30), "http://licence/3", True)
    assert [caption.text for caption in record.given.captions] == ["A dog in a room."]
    (dog,) = record.given.objects
    assert (dog.label, dog.box, dog.area, dog.source_id) == ("dog", (1.0, 2.0, 11.0, 22.5), 99.5, "1")
    assert dog.polygons == ((1.0, 2.0, 11.0, 2.0, 11.0, 22.0),)
    assert draft.made == {"caption": 1, "mask": 1, "object": 1} and draft.dropped == ()


def test_the_lists_of_a_file_may_stand_in_any_order(files: CocoFiles) -> None:
    files.image()
    files.box([1, 1, 5, 5])
    before = imported(files.source()).only()
    body = json.loads((files.root / "instances.json").read_text())
    backwards = write_json(files.root / "instances.json", dict(reversed(body.items())))
    assert imported(source(kind="coco", images=str(files.pictures), instances=backwards)).only() == before


@pytest.mark.parametrize(
    ("url", "setting", "identity"),
    [
        ("http://images.cocodataset.org/x.jpg", None, "coco:7"),
        ("http://mscoco.org/images/7", None, "coco:7"),
        ("http://notcocodataset.org/x.jpg", None, "sha256"),
        (None, None, "sha256"),
        (None, True, "coco:7"),
        ("http://images.cocodataset.org/x.jpg", False, "sha256"),
    ],
)
def test_ids_are_official_by_the_spec_or_by_the_host_of_coco_url(
    files: CocoFiles, url: str | None, setting: bool | None, identity: str
) -> None:
    files.image(7, coco_url=url)
    assert imported(files.source(coco_ids=setting)).only().record.identity.startswith(identity)


@pytest.mark.parametrize(
    ("bbox", "rule"),
    [
        ([5, 5, 0, 4], "zero_area"),
        ([5, 5, 4, -3], "zero_area"),
        ([100, 5, 10, 10], "outside_image"),
        ([-20, 5, 10, 10], "outside_image"),
        ([1, 2, 3], "bad_shape"),
        (None, "bad_shape"),
        ("1 2 3 4", "bad_shape"),
        ([1, 2, "3", 4], "bad_shape"),
        ([1, 2, True, 4], "bad_shape"),
    ],
)
def test_an_unusable_box_is_dropped_under_its_rule_and_the_image_stays(files: CocoFiles, bbox: Any, rule: str) -> None:
    files.image()
    files.box(bbox)
    files.box([1, 1, 5, 5])
    draft = imported(files.source()).only()
    assert rules(draft) == [("object", rule)]
    assert [one.box for one in draft.record.given.objects] == [(1.0, 1.0, 6.0, 6.0)]


def test_a_box_reaching_over_the_edge_is_clipped_and_kept(files: CocoFiles) -> None:
    files.image()
    files.box([-3, 20, 10, 30], segmentation=[[-3, 20, 7, 20, 7, 50]])
    (one,) = imported(files.source()).only().record.given.objects
    assert (one.box, one.polygons) == ((0.0, 20.0, 7.0, 30.0), ((0.0, 20.0, 7.0, 20.0, 7.0, 30.0),))


def test_an_unknown_category_and_a_repeated_annotation_id_are_dropped(files: CocoFiles) -> None:
    files.image()
    files.box([1, 1, 5, 5], id=4)
    files.box([2, 2, 5, 5], id=4)
    files.box([3, 3, 5, 5], id=5, category_id=99)
    files.caption("One.", id=1)
    files.caption("Two.", id=1)
    files.caption("  ", id=2)
    files.caption(None, id=3)
    draft = imported(files.source(with_captions=True)).only()
    assert sorted(rules(draft)) == [
        ("caption", "bad_shape"),
        ("caption", "duplicate_id"),
        ("caption", "empty"),
        ("object", "duplicate_id"),
        ("object", "unknown_category"),
    ]


def test_a_crowd_keeps_its_run_lengths_in_the_frame_of_the_annotations(files: CocoFiles) -> None:
    files.image()
    mask = {"size": [30, 40], "counts": [100, 900, 200]}
    files.box([1, 1, 5, 5], iscrowd=1, segmentation=mask)
    (one,) = imported(files.source()).only().record.given.objects
    assert one.is_crowd and one.rle == Rle(size=(30, 40), counts=(100, 900, 200))


@pytest.mark.parametrize(
    "mask",
    [
        [[1, 2, 3, 4]],
        [[1, 2, 3, 4, 5, 6, 7]],
        [5],
        {"size": [40, 30], "counts": [1200]},
        {"size": [30, 40], "counts": [7]},
        {"size": [30, 40], "counts": None},
        "mask",
    ],
)
def test_a_broken_mask_is_counted_and_its_box_stays(files: CocoFiles, mask: Any) -> None:
    files.image()
    files.box([1, 1, 5, 5], segmentation=mask)
    draft = imported(files.source()).only()
    assert rules(draft) == [("mask", "bad_shape")]
    assert len(draft.record.given.objects) == 1


@pytest.mark.parametrize(
    "file_name",
    ["../secret.jpg", "/etc/secret.jpg", "a/../../secret.jpg", "a/../inside.jpg", "link.jpg", "out/secret.jpg"],
)
def test_a_file_name_that_leaves_the_folder_is_refused_and_never_opened(files: CocoFiles, file_name: str) -> None:
    write_picture(files.root / "secret.jpg")
    write_picture(files.pictures / "inside.jpg")
    (files.pictures / "a").mkdir()
    (files.pictures / "link.jpg").symlink_to(files.root / "secret.jpg")
    (files.pictures / "out").symlink_to(files.root)
    files.images.append({"id": 1, "file_name": file_name, "width": 40, "height": 30})
    assert imported(files.source()).rule("coco/000000000001") == "unsafe_path"


def test_a_link_that_stays_inside_is_followed(files: CocoFiles) -> None:
    files.image(2)
    (files.pictures / "1.jpg").symlink_to(files.pictures / "2.jpg")
    files.images = [{"id": 1, "file_name": "1.jpg", "width": 40, "height": 30}]
    assert imported(files.source()).only().record.key == "coco/000000000001"


@pytest.mark.parametrize("file_name", ["gone.jpg", "x" * 5000 + ".jpg", "nul\0.jpg", "folder"])
def test_a_listed_picture_that_is_not_there_is_refused(files: CocoFiles, file_name: str) -> None:
    (files.pictures / "folder").mkdir(parents=True)
    files.images.append({"id": 1, "file_name": file_name, "width": 40, "height": 30})
    assert imported(files.source()).rule("coco/000000000001") in ("missing_image", "unsafe_path")


@pytest.mark.parametrize("file_name", [None, "", 5])
def test_an_image_without_file_name_is_refused(files: CocoFiles, file_name: Any) -> None:
    files.images.append({"id": 1, "file_name": file_name})
    assert imported(files.source()).rule("coco/000000000001") == "no_file_name"


@pytest.mark.parametrize("name", ["überblick 猫.jpg", "a.b.c.jpg", "deep/er/" + "n" * 200 + ".jpg"])
def test_odd_file_names_are_read(files: CocoFiles, name: str) -> None:
    write_picture(files.pictures / name)
    files.images.append({"id": 1, "file_name": name, "width": 40, "height": 30})
    assert imported(files.source()).only().locator.path == name


def test_annotations_of_an_image_that_is_not_listed_are_refused_by_their_id(files: CocoFiles) -> None:
    files.image(1)
    files.box([1, 1, 5, 5], image_id=99)
    met = imported(files.source())
    assert (met.rule("coco/000000000099"), list(met.drafts)) == ("no_image_entry", ["coco/000000000001"])


def test_an_id_that_means_two_files_is_refused_and_one_listed_twice_alike_is_not(files: CocoFiles) -> None:
    files.image(1)
    files.image(2)
    files.images += [files.images[0], {**files.images[1], "file_name": "1.jpg"}]
    met = imported(files.source())
    assert (list(met.drafts), met.rule("coco/000000000002")) == (["coco/000000000001"], "duplicate_id")


def test_a_broken_picture_is_refused_by_what_is_wrong_with_it(files: CocoFiles) -> None:
    for id_ in (1, 2, 3):
        files.image(id_, (200, 150))
    data = (files.pictures / "1.jpg").read_bytes()
    (files.pictures / "1.jpg").write_bytes(data[: len(data) // 2])
    (files.pictures / "2.jpg").write_bytes(b"")
    (files.pictures / "3.jpg").write_text("<html>not found</html>")
    met = imported(files.source())
    assert [met.rule(f"coco/{id_:012d}") for id_ in (1, 2, 3)] == ["truncated", "empty_file", "unreadable"]


def test_no_image_no_object_and_string_ids_are_all_fine(files: CocoFiles) -> None:
    files.image("abc.def")
    files.box([1, 1, 5, 5], image_id="abc.def")
    draft = imported(files.source()).only()
    assert (draft.record.key, len(draft.record.given.objects)) == ("coco/abc%2Edef", 1)


def coco80() -> list[dict[str, Any]]:
    from pipeline.language.vocabulary import vocabulary

    return [{"id": number, "name": name} for number, name in enumerate(vocabulary("coco80").body.names(), 1)]


def test_cocos_own_categories_promise_completeness_unless_an_object_was_dropped(files: CocoFiles) -> None:
    files.categories = coco80()
    files.image(1)
    files.image(2)
    files.box([1, 1, 5, 5], image_id=1, id=8)
    files.box([1, 1, 5, 5], image_id=1, id=8)
    files.box([1, 1, 0, 0], image_id=2)
    met = imported(files.source(name="mine"))
    assert met.drafts["mine/000000000001"].record.given.exhaustive == (Exhaustive(source="mine", vocabulary="coco80"),)
    assert met.drafts["mine/000000000002"].record.given.exhaustive == ()


def test_other_categories_and_images_only_captioned_promise_nothing(files: CocoFiles) -> None:
    files.image(1)
    assert imported(files.source()).only().record.given.exhaustive == ()
    files.categories = coco80()
    files.source(with_captions=True)
    captions_only = source(kind="coco", images=str(files.pictures), captions=str(files.root / "captions.json"))
    assert imported(captions_only).only().record.given.exhaustive == ()
    assert captions_only.grains == {"caption"}


def test_content_changes_with_annotations_picture_and_licence_and_not_with_the_place(tmp_path: Path) -> None:
    def made(folder: str, bbox: list[float], size: tuple[int, int] = (40, 30), license: int = 0) -> Draft:
        files = CocoFiles(tmp_path / folder)
        files.image(1, size, license=license)
        files.box(bbox)
        return imported(files.source()).only()

    first = made("a", [1, 1, 5, 5]).record.content
    assert made("elsewhere", [1, 1, 5, 5]).record.content == first
    others = [made("b", [1, 1, 6, 5]), made("c", [1, 1, 5, 5], (44, 33)), made("d", [1, 1, 5, 5], license=3)]
    assert len({first, *(other.record.content for other in others)}) == 4


def test_a_changed_picture_or_annotation_changes_the_digest_and_a_new_place_does_not(tmp_path: Path) -> None:
    files = CocoFiles(tmp_path / "a")
    files.image()
    before = files.source().digest()
    assert files.source().digest() == before
    moved = tmp_path / "b"
    files.root.rename(moved)
    files.root = moved
    assert files.source().digest() == before
    files.box([1, 1, 5, 5])
    annotated = files.source().digest()
    (files.pictures / "new.jpg").write_bytes(b"x")
    assert len({before, annotated, files.source().digest()}) == 3


@pytest.mark.shared
@pytest.mark.parametrize(("part", "counts"), [("val", (158, 1347, 480, 15)), ("train", (50, 470, 250, 5))])
def test_the_real_coco_sample_is_read_without_loss(part: str, counts: tuple[int, int, int, int]) -> None:
    if not (DATA / "coco").exists():
        pytest.skip("needs the real COCO sample in ../shared/data/coco")
    notes = DATA / "coco" / "annotations"
    met = imported(
        source(
            kind="coco",
            images=str(DATA / "coco" / f"{part}2017"),
            instances=str(notes / f"instances_{part}2017.json"),
            captions=str(notes / f"captions_{part}2017.json"),
        )
    )
    records = [draft.record for draft in met.drafts.values()]
    objects = [one for record in records for one in record.given.objects]
    captions = sum(len(record.given.captions) for record in records)
    assert (len(records), len(objects), captions, sum(one.is_crowd for one in objects)) == counts
    assert not met.refused and not any(draft.dropped for draft in met.drafts.values())
    assert all(r.identity.startswith("coco:") and r.image.license.startswith("http://") for r in records)
    assert all(record.given.exhaustive[0].vocabulary == "coco80" for record in records)
