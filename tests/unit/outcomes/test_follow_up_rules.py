from datetime import date, timedelta

from minicluster.outcomes.rules import BETWEEN, NextAct, follow_up_day, follow_ups_to_plan, is_left_unanswered, next_act

DUE = date(2007, 3, 5)


def test_follow_ups_are_the_anniversaries_of_the_report():
    assert [follow_up_day(date(2004, 2, 29), years) for years in (1, 3, 4)] == [date(2005, 2, 28), date(2007, 2, 28), date(2008, 2, 28)]
    assert follow_ups_to_plan(date(2006, 3, 5), date(2006, 3, 5)) == [(1, date(2007, 3, 5)), (3, date(2009, 3, 5)), (5, date(2011, 3, 5))]


def test_of_an_old_entry_only_the_latest_that_is_due_is_asked_and_what_is_to_come():
    assert [years for years, _day in follow_ups_to_plan(date(2003, 3, 5), date(2007, 10, 22))] == [3, 5]
    assert [years for years, _day in follow_ups_to_plan(date(1999, 3, 5), date(2007, 10, 22))] == [5]
    assert [years for years, _day in follow_ups_to_plan(date(2006, 10, 22), date(2007, 10, 22))] == [1, 3, 5]


def test_a_firm_is_asked_once_reminded_twice_and_then_left():
    done, asked_on, reminders, reminded_on = [], None, 0, None
    for day in (DUE - timedelta(days=1) + timedelta(days=number) for number in range(100)):
        act = next_act(DUE, asked_on, reminders, reminded_on, day)
        if act is NextAct.ASK:
            asked_on = day
        if act is NextAct.REMIND:
            reminders, reminded_on = reminders + 1, day
        if act is not NextAct.NOTHING:
            done.append((act.value, (day - DUE).days))
    assert done == [("ask", 0), ("remind", 14), ("remind", 28)]


def test_it_is_left_when_the_last_reminder_has_had_its_days():
    assert not is_left_unanswered(2, DUE, DUE + BETWEEN - timedelta(days=1))
    assert is_left_unanswered(2, DUE, DUE + BETWEEN)
    assert not is_left_unanswered(1, DUE, DUE + 9 * BETWEEN)
