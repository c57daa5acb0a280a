import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from factories import make_firm, make_group, make_indicator, make_person, make_problem, make_programme, make_user, make_viewer

from minicluster.members.models import Programme
from minicluster.outcomes.domain.actions import correct_outcome, report_outcome
from minicluster.outcomes.domain.follow_up_queries import follow_up_lines
from minicluster.outcomes.domain.follow_ups import answer_follow_up, let_follow_ups_run
from minicluster.outcomes.domain.queries import queue_for
from minicluster.outcomes.models import Outcome, OutcomeFollowUp
from minicluster.outcomes.tasks import run_all_follow_ups
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def asked():
    """An expected entry of March 2006 in a programme where it is October 2007, with who has to do with it."""
    programme = make_programme()
    go_to(programme, datetime(2006, 3, 6, 3, tzinfo=UTC))
    group = make_group(programme)
    firm = make_firm(group)
    contact = make_person(organisation=firm)
    viewers = {
        "office": make_viewer(Role.PROGRAMME_OFFICE, programme),
        "coordinator": make_viewer(Role.COORDINATOR, programme, groups=[group]),
        "firm": make_viewer(Role.FIRM_USER, programme, organisations=[firm]),
    }
    entry = report_outcome(
        actor=viewers["coordinator"], problem=make_problem(group, firm, contact=contact), indicator=make_indicator(programme), realisation="expected",
        value=1000, period_from=date(2006, 3, 6), period_to=date(2007, 3, 5), contribution_share=Decimal("0.5"),
    )  # fmt: skip
    return SimpleNamespace(programme=programme, group=group, contact=contact, entry=entry, **viewers)


def go_to(programme, when):
    programme.clock_shift = when - datetime.now(UTC)
    programme.save(update_fields=["clock_shift"])


def days_on(programme, days):
    fresh = Programme.objects.get(pk=programme.pk)
    go_to(fresh, fresh.now() + timedelta(days=days))


def run(asked):
    return let_follow_ups_run(Programme.objects.get(pk=asked.programme.pk))


def first(asked):
    """The first follow-up, asked in March 2007."""
    run(asked)
    days_on(asked.programme, 400)
    run(asked)
    return OutcomeFollowUp.objects.get(outcome=asked.entry, years=1)


def link_in(message):
    return re.search(r"/outcomes/follow-up/\S+", message.body).group()


def test_it_is_planned_asked_reminded_of_twice_and_then_left(asked):
    assert run(asked) == {"planned": 3}
    days_on(asked.programme, 300)
    assert run(asked) == {}
    days_on(asked.programme, 65)
    done = []
    for _day in range(70):
        done.append(run(asked))
        assert run(asked) == {}
        days_on(asked.programme, 1)
    assert [(day, list(one)) for day, one in enumerate(done) if one] == [(0, ["ask"]), (14, ["remind"]), (28, ["remind"])]
    follow_up = OutcomeFollowUp.objects.get(outcome=asked.entry, years=1)
    assert (follow_up.reminders, follow_up.answered_at) == (2, None)
    assert [line.state for line in follow_up_lines(asked.coordinator, asked.entry)] == ["unanswered after two reminders", "still ahead", "still ahead"]
    subjects = list(Message.objects.order_by("pk").values_list("recipient", "subject"))
    assert subjects == [
        (asked.contact.email, "What became of what you expected?"),
        *[(asked.contact.email, "Reminder: what became of what you expected?")] * 2,
    ]


def test_the_coordinator_is_told_when_nobody_answers_and_the_firm_while_it_is_asked(asked):
    first(asked)
    kinds = {name: [item.kind for item in queue_for(getattr(asked, name))] for name in ("firm", "coordinator")}
    assert (kinds["firm"].count("Follow-up"), kinds["coordinator"].count("Follow-up")) == (1, 0)
    for _reminder in range(3):
        days_on(asked.programme, 14)
        run(asked)
    waiting = [item for item in queue_for(asked.coordinator) if item.kind == "Follow-up"]
    assert [(item.address, "please call" in item.what) for item in waiting] == [(f"/outcomes/{asked.entry.pk}/", True)]


def test_where_no_mail_can_be_written_the_coordinator_is_told_at_once(asked):
    asked.contact.email = ""
    asked.contact.save()
    first(asked)
    assert [item.kind for item in queue_for(asked.coordinator)].count("Follow-up") == 1
    text = follow_up_lines(asked.coordinator, asked.entry)[0].text
    assert "/outcomes/follow-up/" in text
    assert follow_up_lines(asked.firm, asked.entry)[0].text == ""


def test_a_part_that_came_true_becomes_an_entry_that_fulfils_what_was_expected(asked):
    follow_up = answer_follow_up(actor=asked.firm, follow_up=first(asked), came="partly", value=Decimal(400), note="수출이 늦어졌습니다.")
    realised = follow_up.realised
    assert (realised.fulfils, realised.value, realised.realisation, realised.state) == (asked.entry, 400, "realised", "reported")
    assert (realised.organisation, realised.group, realised.contribution_share) == (asked.entry.organisation, asked.entry.group, Decimal("0.5"))
    assert (realised.period_from, realised.period_to) == (asked.entry.period_from, asked.entry.period_to)
    asked.entry.refresh_from_db()
    assert (asked.entry.value, asked.entry.state) == (1000, "reported")
    assert AuditEntry.objects.filter(action="answer_follow_up").count() == 2
    with pytest.raises(IllegalStepError, match="answered already"):
        answer_follow_up(actor=asked.firm, follow_up=follow_up, came="not")


def test_years_later_only_what_is_not_in_the_ledger_yet_is_entered(asked):
    answer_follow_up(actor=asked.firm, follow_up=first(asked), came="partly", value=Decimal(400))
    days_on(asked.programme, 730)
    run(asked)
    third = OutcomeFollowUp.objects.get(outcome=asked.entry, years=3)
    with pytest.raises(InvalidInputError, match="400 of it stands in the ledger"):
        answer_follow_up(actor=asked.firm, follow_up=third, came="partly", value=Decimal(399))
    assert answer_follow_up(actor=asked.firm, follow_up=third, came="fully").realised.value == 600
    assert sorted(entry.value for entry in asked.entry.fulfilled_by.all()) == [400, 600]


@pytest.mark.parametrize(("came", "still_asked"), [("fully", False), ("not", False), ("not_yet", True), ("partly", True)])
def test_after_a_last_word_nothing_more_is_asked(asked, came, still_asked):
    answer_follow_up(actor=asked.firm, follow_up=first(asked), came=came, value=Decimal(5) if came == "partly" else None)
    days_on(asked.programme, 730)
    assert bool(run(asked).get("ask")) is still_asked
    states = [line.state for line in follow_up_lines(asked.coordinator, asked.entry)]
    assert (states[0], states[2]) == ("answered", "still ahead" if still_asked else "settled by an earlier answer")


def test_what_cannot_be_answered_is_refused(asked):
    run(asked)
    follow_up = OutcomeFollowUp.objects.get(outcome=asked.entry, years=1)
    with pytest.raises(IllegalStepError, match="is asked on 2007-03-06"):
        answer_follow_up(actor=asked.firm, follow_up=follow_up, came="fully")
    days_on(asked.programme, 6 * 366)
    with pytest.raises(InvalidInputError, match="how much came true"):
        answer_follow_up(actor=asked.firm, follow_up=follow_up, came="partly")
    with pytest.raises(InvalidInputError, match="the last time"):
        answer_follow_up(actor=asked.firm, follow_up=OutcomeFollowUp.objects.get(outcome=asked.entry, years=5), came="not_yet")
    with pytest.raises(NotAllowedError):
        answer_follow_up(actor=make_viewer(Role.FIRM_USER, asked.programme, organisations=[make_firm(asked.group)]), follow_up=follow_up, came="not")
    assert Outcome.objects.count() == 1


def test_a_period_that_has_not_begun_has_brought_nothing(asked):
    Outcome.objects.filter(pk=asked.entry.pk).update(period_from=date(2010, 1, 1), period_to=date(2011, 1, 1))
    with pytest.raises(InvalidInputError, match="has not begun"):
        answer_follow_up(actor=asked.firm, follow_up=first(asked), came="fully")


def test_a_correction_takes_the_questions_along(asked):
    answered = answer_follow_up(actor=asked.firm, follow_up=first(asked), came="partly", value=Decimal(400))
    right = correct_outcome(actor=asked.office, outcome=asked.entry, why="a nought too few", value=10_000)
    assert (right.follow_ups.count(), asked.entry.follow_ups.count()) == (3, 0)
    assert Outcome.objects.get(pk=answered.realised_id).fulfils == right
    again = correct_outcome(actor=asked.office, outcome=answered.realised, why="counted anew", value=500)
    assert again.fulfils == right
    assert run(asked) == {}


def test_what_turns_out_to_be_realised_is_asked_no_more(asked):
    first(asked)
    correct_outcome(actor=asked.office, outcome=asked.entry, why="it was realised", realisation="realised")
    days_on(asked.programme, 400)
    assert run(asked) == {}
    assert follow_up_lines(asked.office, asked.entry) == []


def test_a_firm_answers_by_the_link_without_an_account_and_looking_changes_nothing(client, asked):
    first(asked)
    address = link_in(Message.objects.get())
    before = list(OutcomeFollowUp.objects.order_by("pk").values_list())
    page = client.get(address)
    assert (page.status_code, list(OutcomeFollowUp.objects.order_by("pk").values_list())) == (200, before)
    assert "1,000 USD" in page.content.decode()
    wrong = client.post(address, {"came": "partly"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["value"])
    assert client.post(address, {"came": "partly", "value": "950", "note": "계약 연장"}).status_code == 302
    realised = Outcome.objects.get(fulfils=asked.entry)
    assert (realised.value, realised.reported_by, realised.note) == (950, None, "계약 연장")
    assert "was answered on" in client.get(address).content.decode()
    assert client.post(address, {"came": "fully"}).status_code == 422
    assert Outcome.objects.filter(fulfils=asked.entry).count() == 1


def test_what_was_reported_by_itself_is_part_of_the_answer_and_not_entered_twice(client, asked):
    first(asked)
    problem = Outcome.objects.get(pk=asked.entry.pk).problem  # with the clock as it stands now
    own = {"actor": asked.coordinator, "problem": problem, "realisation": "realised", "indicator": asked.entry.indicator}
    before = report_outcome(**own, value=70, period_from=date(2005, 1, 1), period_to=date(2006, 3, 5))
    within = report_outcome(**own, value=300, period_from=date(2006, 3, 6), period_to=date(2006, 12, 31))
    other = report_outcome(**own, value=200, period_from=date(2007, 1, 1), period_to=date(2007, 2, 28))
    address = link_in(Message.objects.get())
    form = client.get(address).context["form"]
    assert form["part_of_it"].value() == [within.pk, other.pk]
    assert client.post(address, {"came": "partly", "value": "950", "part_of_it": [str(before.pk)]}).status_code == 422
    client.post(address, {"came": "partly", "value": "950", "part_of_it": [str(within.pk)]})
    assert sorted(asked.entry.fulfilled_by.values_list("value", flat=True)) == [300, 650]
    assert Outcome.objects.get(pk=other.pk).fulfils is None


def test_a_forged_link_opens_nothing(client, asked):
    first(asked)
    assert client.get("/outcomes/follow-up/nonsense/").status_code == 404


def test_the_office_answers_for_the_firm_and_it_says_so(client, asked):
    follow_up = first(asked)
    client.force_login(make_user(Role.COORDINATOR, asked.programme, groups=[asked.group]), BACKEND)
    address = f"/outcomes/follow-ups/{follow_up.pk}/"
    assert "on the telephone" in client.get(address).content.decode()
    assert client.post(address, {"came": "fully"})["Location"] == f"/outcomes/{asked.entry.pk}/"
    realised = Outcome.objects.get(fulfils=asked.entry)
    assert realised.note == "told by the firm on the telephone, written down by the office"
    page = client.get(f"/outcomes/{asked.entry.pk}/").content.decode()
    assert "told to the office" in page
    assert f"/outcomes/{realised.pk}/" in page


def test_who_has_nothing_to_do_with_it_gets_no_page(client, asked):
    follow_up = first(asked)
    answers = {}
    for role in (Role.FIRM_USER, Role.COORDINATOR, Role.GROUP_OFFICER):
        user = make_user(role, asked.programme, organisation=make_firm(asked.group), groups=[make_group(asked.programme)])
        client.force_login(user, BACKEND)
        answers[role] = client.get(f"/outcomes/follow-ups/{follow_up.pk}/").status_code
    assert answers == {Role.FIRM_USER: 404, Role.COORDINATOR: 404, Role.GROUP_OFFICER: 403}


@pytest.mark.usefixtures("asked")
def test_the_clock_runs_for_every_programme():
    run_all_follow_ups()
    assert OutcomeFollowUp.objects.count() == 3
