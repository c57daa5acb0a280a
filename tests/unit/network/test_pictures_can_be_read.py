"""Pictures of 5, 50 and 2,000 nodes can be read: nobody lies on anybody, no name on another, everything is in the frame, and the same comes out again."""

import re

import numpy as np
import pytest
from planted_circles import planted_reading
from scipy.spatial import cKDTree

from minicluster.members.rules import TieKind
from minicluster.network import rules
from minicluster.network.domain import pictures
from minicluster.network.domain.growing import end_of, states_of

SIZES = {5: (1, 2, 1), 50: (2, 120, 2), 2_000: (0, 10_000, 6)}
MOST_NAMES = 60


@pytest.fixture(scope="module", params=SIZES)
def drawn(request):
    seed, ties, circles = SIZES[request.param]
    reading = planted_reading(request.param, ties, circles, seed)
    return reading, pictures.drawing_of(reading, reading)


def places_of(drawing):
    return np.array([(node.x, node.y) for node in drawing.nodes]), np.array([node.radius for node in drawing.nodes])


def boxes_of(drawing):
    """Left, top, right, bottom of each name."""
    half = rules.LETTER * rules.LINE / 2
    return np.array([(name.x, name.y - half, name.x + rules.breadth_of(name.text) * rules.LETTER, name.y + half) for name in drawing.names])


def test_no_two_nodes_overlap(drawn):
    at, radius = places_of(drawn[1])
    pairs = cKDTree(at).query_pairs(2 * radius.max(), output_type="ndarray")
    assert (np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1) > radius[pairs].sum(axis=1)).all()


def test_no_two_names_overlap(drawn):
    boxes = boxes_of(drawn[1])
    apart = (boxes[:, None, :2] >= boxes[None, :, 2:] - 1e-9) | (boxes[:, None, 2:] <= boxes[None, :, :2] + 1e-9)
    assert np.argwhere(~apart.any(axis=2)).tolist() == [[number, number] for number in range(len(boxes))]


def test_all_of_it_lies_within_the_frame(drawn):
    _reading, drawing = drawn
    at, radius = places_of(drawing)
    frame = np.array([rules.BREADTH, drawing.height])
    assert (at - radius[:, None] >= 0).all()
    assert (at + radius[:, None] <= frame).all()
    boxes = boxes_of(drawing)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= frame).all()


def test_the_most_central_have_names_and_small_pictures_name_nearly_all(drawn):
    reading, drawing = drawn
    named = {name.node for name in drawing.names}
    radius = places_of(drawing)[1]
    assert set(np.flatnonzero(radius == radius.max()).tolist()) <= named
    if len(reading.nodes) > 100:
        assert 30 <= len(named) <= MOST_NAMES
    else:
        assert len(named) >= 0.8 * len(reading.nodes)


def test_a_picture_is_about_as_broad_as_a_screen(drawn):
    assert 0.1 < drawn[1].height / rules.BREADTH < 1.1


def test_the_same_network_gives_the_same_picture_to_the_byte(drawn):
    reading, _drawing = drawn
    seed, ties, circles = SIZES[len(reading.nodes)]
    again = planted_reading(len(reading.nodes), ties, circles, seed)
    again = type(again)(again.whole, again.level, again.until, again.nodes, again.ties.reverse())
    assert rules.svg_of(pictures.drawing_of(again, again)) == rules.svg_of(pictures.drawing_of(reading, reading))


def test_circles_lie_apart_from_each_other():
    """Two circles with one tie between them: members of one circle are nearer to each other than to the other circle."""
    reading = planted_reading(50, 120, 2, 2)
    drawing = pictures.drawing_of(reading, reading)
    at, _radius = places_of(drawing)
    pairs = np.array([pair for ties in drawing.ties for pair in ties.pairs])
    tied = np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1)
    some = np.random.default_rng(0).integers(0, len(at), (2, 500))
    assert np.median(tied) < 0.6 * np.median(np.linalg.norm(at[some[0]] - at[some[1]], axis=1))


def test_an_earlier_state_leaves_everybody_where_they_are():
    reading = planted_reading(50, 120, 2)
    early = reading.as_of(end_of("2005-12"))
    now, then = (pictures.drawing_of(reading, shown) for shown in (reading, early))
    places = {node.id: (node.x, node.y) for node in now.nodes}
    assert {node.id: (node.x, node.y) for node in then.nodes}.items() <= places.items()
    assert 0 < sum(len(ties.pairs) for ties in then.ties) < sum(len(ties.pairs) for ties in now.ties)
    assert {ties.since for ties in then.ties} <= {f"2005-{month:02d}" for month in range(5, 13)}


def test_the_slider_counts_what_the_picture_shows():
    reading = planted_reading(50, 120, 2)
    for state in states_of(reading)[::6]:
        shown = reading.as_of(end_of(state.until))
        ends = set(shown.ties["from"]) | set(shown.ties["to"])
        assert (state.ties, state.tied, state.alone) == (shown.ties.select("from", "to").n_unique(), len(ends), len(shown.nodes) - len(ends))


def test_long_histories_go_by_quarters_and_end_with_the_last_month():
    reading = planted_reading(50, 120, 2)
    earlier = reading.ties.head(1).with_columns(on_date=end_of("1999-02"))
    months = [state.until for state in states_of(type(reading)(reading.whole, reading.level, reading.until, reading.nodes, earlier.vstack(reading.ties)))]
    assert months[:3] == ["1999-03", "1999-06", "1999-09"]
    assert months[-1] == states_of(reading)[-1].until


def test_nothing_is_told_by_colour_alone():
    shapes = {re.sub(r'(fill|stroke)="#\w+"', "", rules.sample_of(look)) for look in rules.Look}
    lines = {re.sub(r'stroke="#\w+"', "", rules.line_of(kind)) for kind in TieKind}
    assert (len(shapes), len(lines)) == (len(rules.Look), len(TieKind))


def test_a_name_cannot_break_out_of_the_picture():
    node = rules.DrawnNode(1, 5, 5, 2, rules.Look.FIRM, '</title><script>alert("x")</script>', "2006-01", is_member=True)
    drawing = rules.Drawing("<b>", "&", 10, [node], [], [rules.DrawnText(0, 5, "<i>", 0)], [])
    assert not {"<script", "<b>", "<i>"} & set(re.findall(r"<\w+>?", rules.svg_of(drawing)))


@pytest.mark.parametrize("month", ["", "2006", "2006-13", "yesterday", "2006-06-01"])
def test_what_names_no_month_is_none(month):
    assert end_of(month) is None


@pytest.mark.parametrize(("month", "last"), [("2006-06", "2006-06-30"), ("2004-02", "2004-02-29"), ("9999-12", "9999-12-31")])
def test_a_month_ends_with_its_last_day(month, last):
    assert end_of(month).isoformat() == last
