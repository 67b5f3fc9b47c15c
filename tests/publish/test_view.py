"""The part of the picture that is shown, and which objects are: rules that hold for all boxes."""

from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.publish.prominence import rank_objects
from pipeline.publish.recipes import load_recipe
from pipeline.publish.view import frame, seen, whole
from schemas.geometry import Size, area, coverage, iou
from schemas.record import Region
from schemas.template import SquareView, Template


def template(stem: str) -> Template:
    found = load_recipe(stem).template
    assert found is not None
    return found.body


SQUARE, WHOLE = template("multigrained-compact"), template("multigrained")


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Size, list[Region]]:
    """A picture of 16 to 400 pixels a side and up to eight regions inside it."""
    w, h = draw(st.integers(16, 400)), draw(st.integers(16, 400))
    regions = []
    for _ in range(draw(st.integers(0, 8))):
        x0, y0 = draw(st.integers(0, 100 * w - 200)) / 100, draw(st.integers(0, 100 * h - 200)) / 100
        x1, y1 = (
            draw(st.integers(int(100 * x0) + 101, 100 * w)) / 100,
            draw(st.integers(int(100 * y0) + 101, 100 * h)) / 100,
        )
        label = draw(st.sampled_from(["dog", "cat", ""]))
        is_crowd = draw(st.booleans())
        regions.append(Region(label=label, box=(x0, y0, x1, y1), origin="x", is_crowd=is_crowd, phrase="a thing"))
    return (w, h), regions


@given(scenes())
def test_a_square_view_is_a_whole_pixel_square_in_the_picture_that_holds_its_objects(
    scene: tuple[Size, list[Region]],
) -> None:
    size, regions = scene
    view, shown = frame(SQUARE, regions, size, rank_objects(regions, size, SQUARE.objects))
    assert 0 <= view[0] < view[2] <= size[0]
    assert 0 <= view[1] < view[3] <= size[1]
    assert all(coverage(regions[i].box, view) > 0.999999 for i in shown)
    if view != whole(size):
        assert view[2] - view[0] == view[3] - view[1] == int(view[2] - view[0])
        assert isinstance(SQUARE.view, SquareView)
        assert view[2] - view[0] >= SQUARE.view.min_side * min(size)


@given(scenes())
def test_a_picture_is_shown_whole_only_where_no_square_can_hold_any_object(scene: tuple[Size, list[Region]]) -> None:
    size, regions = scene
    assume(size[0] != size[1])
    ranked = list(rank_objects(regions, size, SQUARE.objects))
    view, shown = frame(SQUARE, regions, size, ranked)
    sides = [max(box[2] - box[0], box[3] - box[1]) for box in (regions[i].box for i in ranked)]
    if view == whole(size):
        assert all(side > min(size) - 2 for side in sides)
        assert shown == ranked[: SQUARE.objects.max]
    else:
        assert min(sides) <= min(size)


@given(scenes())
def test_what_a_view_shows_lies_inside_it(scene: tuple[Size, list[Region]]) -> None:
    size, regions = scene
    view, shown = frame(SQUARE, regions, size, rank_objects(regions, size, SQUARE.objects))
    boxes = seen(regions, view, size, SQUARE)
    assert set(shown) <= set(boxes)
    for box in boxes.values():
        assert view[0] <= box[0] < box[2] <= view[2]
        assert view[1] <= box[1] < box[3] <= view[3]


@given(scenes())
def test_objects_shown_are_single_named_large_varied_and_best_first(scene: tuple[Size, list[Region]]) -> None:
    size, regions = scene
    view, shown = frame(WHOLE, regions, size, rank_objects(regions, size, WHOLE.objects))
    words = WHOLE.objects
    assert view == whole(size)
    assert len(shown) <= words.max
    assert [area(regions[i].box) for i in shown] == sorted((area(regions[i].box) for i in shown), reverse=True)
    for place, i in enumerate(shown):
        assert regions[i].label
        assert not regions[i].is_crowd
        assert area(regions[i].box) >= words.min_area * size[0] * size[1]
        assert sum(regions[j].label == regions[i].label for j in shown) <= words.per_label
        assert all(iou(regions[i].box, regions[j].box) <= words.max_iou for j in shown[:place])
