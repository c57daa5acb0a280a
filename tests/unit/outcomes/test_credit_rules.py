from decimal import Decimal

import pytest

from minicluster.outcomes.rules import Partition, Piece, added, cells_kept_back, parts, sums_by


def piece(organisation, group=1, complex_=1, value=100, *, reporting=None, kind="firm", size="sme", year=2007):
    return Piece(organisation, group, complex_, kind, size, year, "realised", reporting or organisation, Decimal(value), Decimal(value) / 2)


def test_the_last_units_go_to_the_largest_remainders():
    assert parts(Decimal(100), [1, 1, 1]) == [Decimal("33.3334"), Decimal("33.3333"), Decimal("33.3333")]
    assert parts(Decimal("0.0003"), [1, 2, 2]) == [Decimal("0.0001"), Decimal("0.0001"), Decimal("0.0001")]
    assert parts(Decimal(-100), [2, 1]) == [Decimal("-66.6667"), Decimal("-33.3333")]
    assert parts(Decimal(0), [3, 7]) == [0, 0]


@pytest.mark.parametrize(("value", "weights"), [("1", []), ("1", [0]), ("1", [2, -1]), ("0.00001", [1]), ("Infinity", [1])])
def test_what_cannot_be_parted_is_refused(value, weights):
    with pytest.raises((ValueError, ArithmeticError)):
        parts(Decimal(value), weights)


def test_a_university_has_no_size_class_and_stands_under_its_kind():
    one = piece(7, kind="university", size="")
    assert [one.cell(by) for by in Partition] == ["1", "1", "7", "HES", "university", "university", "2007"]
    assert piece(7, size="").cell(Partition.SIZE) == "unknown"


def test_a_cell_counts_the_fewer_of_those_who_report_and_those_who_are_credited():
    shared = [piece(1), piece(2, reporting=1), piece(3, reporting=1), piece(4, reporting=1)]
    assert added(sums_by(shared, Partition.YEAR).values()).firms == 1
    assert added(sums_by([piece(9, reporting=one) for one in (1, 2, 3)], Partition.YEAR).values()).firms == 1


def test_one_small_cell_takes_another_with_it():
    pieces = [piece(1, group=1), *(piece(one, group=2) for one in range(2, 6)), *(piece(one, group=3) for one in range(6, 12))]
    assert cells_kept_back(pieces, Partition.GROUP) == {"1", "2"}
    assert cells_kept_back(pieces[1:], Partition.GROUP) == frozenset()


def test_two_small_cells_with_less_than_three_firms_together_take_a_third():
    pieces = [piece(1, year=2005), piece(1, year=2006), *(piece(one, year=2007) for one in range(2, 6)), *(piece(one, year=2008) for one in range(2, 9))]
    assert cells_kept_back(pieces, Partition.YEAR) == {"2005", "2006", "2007"}


def test_nothing_can_be_worked_out_from_the_complex_above():
    far = [piece(one, group=5, complex_=2) for one in range(20, 26)]
    near = [piece(1, group=1), *(piece(one, group=2) for one in range(2, 7)), *(piece(one, group=3) for one in range(7, 14))]
    assert cells_kept_back([*near, *far], Partition.COMPLEX) == frozenset()
    assert cells_kept_back([*near, *far], Partition.GROUP) == {"1", "2"}


def test_below_a_complex_that_is_kept_back_everything_is():
    pieces = [
        piece(1, group=1, complex_=1),
        *(piece(one, group=2, complex_=2) for one in range(2, 5)),
        *(piece(one, group=3, complex_=2) for one in range(5, 9)),
        *(piece(one, group=4, complex_=3) for one in range(9, 30)),
    ]
    assert cells_kept_back(pieces, Partition.COMPLEX) == {"1", "2"}
    assert cells_kept_back(pieces, Partition.GROUP) == {"1", "2", "3"}


def test_where_the_whole_stands_on_two_everything_is_kept_back():
    assert cells_kept_back([piece(1, group=1), piece(2, group=2)], Partition.GROUP) == {"1", "2"}
    assert cells_kept_back([], Partition.GROUP) == frozenset()
