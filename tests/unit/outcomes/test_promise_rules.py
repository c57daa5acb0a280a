from decimal import Decimal

import pytest

from minicluster.outcomes.rules import Promise, PromiseFate, PromisesBy, record_of, records_by, wilson


def promise(expected, realised, *, is_answered=True, **keys):
    return Promise(Decimal(expected), Decimal(realised), is_answered, keys or {"group": "1"})


def test_a_promise_is_kept_from_nine_tenths_on_and_an_unanswered_one_never():
    fates = [promise(100, 90).fate, promise(100, "89.9999").fate, promise(100, 0).fate, promise(100, 0, is_answered=False).fate]
    assert fates == [PromiseFate.KEPT, PromiseFate.BROKEN, PromiseFate.BROKEN, PromiseFate.UNANSWERED]


def test_too_much_of_one_mends_no_other():
    record = record_of([promise(100, 300), promise(100, 0), promise(200, 100), promise(999, 0, is_answered=False)])
    assert (record.kept, record.broken, record.unanswered, record.ended) == (1, 2, 1, 4)
    assert (record.value_rate, record.mean_part) == (0.5, 0.5)
    assert (record.expected, record.realised, record.capped) == (400, 400, 200)
    assert (record.kept_share, record.least_share) == (1 / 3, 1 / 4)


def test_a_loss_is_no_less_than_nothing_kept():
    assert record_of([promise(100, -50), promise(100, 100)]).value_rate == 0.5


def test_where_nothing_is_answered_there_is_no_rate():
    record = record_of([promise(100, 0, is_answered=False)])
    assert (record.kept_share, record.interval, record.mean_part, record.value_rate, record.least_share) == (None, None, None, None, 0.0)
    assert record_of([]).least_share is None


def test_wilsons_interval_is_the_published_one():
    # Newcombe 1998, Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29.
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for counts, bounds in published.items():
        assert wilson(*counts) == pytest.approx(bounds, abs=5e-5)


def test_each_stands_under_its_key_and_one_without_under_the_empty_one():
    found = records_by([promise(1, 1, group="1"), promise(1, 0, group="2"), promise(1, 1, year="2007")], PromisesBy.GROUP)
    assert {key: (record.kept, record.broken) for key, record in found.items()} == {"1": (1, 0), "2": (0, 1), "": (1, 0)}
