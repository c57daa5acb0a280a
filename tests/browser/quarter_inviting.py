"""The quarter up to the day: the work plan, the forum that is planned and announced, whom it invites and what they answer."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendar_mail import SHAPES
from phones import Phone, at_once, notice_on
from post_office import calendar_answer, link_in
from signing_in import press
from walking import expect_done, fill, path_of, put, state

INVITED = 40
SURNAMES = "김이박최정"
LINES = {"times-forum": "4", "people-forum": "40", "budget-forum": "8000000", "times-assembly": "2", "people-assembly": "20", "budget-assembly": "600000"}
AGENDA = (("회원사 애로 듣기", "Report"), ("공동 시험 장비", "Vote"))


@dataclass
class Clock:
    """The demonstration's clock, as the history of a page tells it: so far from the real one."""

    shift: timedelta

    @classmethod
    def read(cls, page):
        """Right after an act, from the history that names its moment."""
        return cls(datetime.fromisoformat(page.locator(".history time").last.get_attribute("datetime")) - datetime.now(UTC))

    def now(self):
        """What it shows now."""
        return datetime.now(UTC) + self.shift

    def from_now(self, **distance):
        """A moment as a field takes it: a full minute, so far ahead or longer."""
        zone = datetime.fromisoformat("2007-10-22T00:00+09:00").tzinfo
        then = (self.now() + timedelta(**distance)).astimezone(zone)
        return then.replace(second=0, microsecond=0) + timedelta(minutes=1)


def typed(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def approve_a_plan_anew(people):
    """A plan that is approved is opened by the complex office, written by the coordinator and approved again. Gives its address and the group's."""
    coordinator, office = people["coordinator"], people["complex_manager"]
    plan, group = _own_approved_plan(coordinator)
    office.goto(f"{plan}steps/reopen_work_plan/")
    fill(office.locator("main form.form"), {"why": "하반기 포럼을 늘립니다."})
    expect_done(office)
    coordinator.goto(plan)
    fill(coordinator.locator("main form[action$='/lines/']"), LINES)
    expect_done(coordinator)
    assert state(coordinator) == "Draft"
    office.goto(plan)
    press(office.locator("form[action$='/approve_work_plan/'] button"))
    assert state(office) == "Approved"
    coordinator.goto(plan)
    lines = {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in coordinator.locator("table.rows tbody tr").all()}
    assert (lines["Forum"], lines["Assembly"]) == (["4", "40", "8,000,000"], ["2", "20", "600,000"])
    return plan, group, Clock.read(coordinator)


def _own_approved_plan(coordinator):
    coordinator.goto("/activities/plan/?kind=forum")
    for number in [box.get_attribute("value") for box in coordinator.locator("[name=groups]").all()]:
        coordinator.goto(f"/groups/{number}/plan-against-actual/")
        if coordinator.locator(".page-head .badge", has_text="Approved").count():
            return coordinator.get_by_role("link", name="Work plan", exact=True).get_attribute("href"), f"/groups/{number}/"
    raise AssertionError("no approved plan among the coordinator's groups")


def plan_activity(coordinator, group, kind, facts, choices=()):
    """Plan an activity of one group. Gives its address."""
    coordinator.goto(f"/activities/plan/?kind={kind}")
    form = coordinator.locator("main form.form")
    form.locator("details.more").evaluate("more => { more.open = true }")
    for box in form.locator("[name=groups]").all():
        box.set_checked(box.get_attribute("value") in group.split("/"))
    for name, value in choices:
        form.locator(f"[name={name}][value={value}]").check()
    fill(form, facts)
    expect_done(coordinator)
    return path_of(coordinator)


def write_agenda(coordinator, forum):
    """The points of its agenda, each with its kind."""
    coordinator.goto(f"{forum}agenda/")
    form = coordinator.locator("main form")
    for place, (title, kind) in enumerate(AGENDA):
        put(form, {f"point-{place}-title": title, f"point-{place}-kind": kind})
    press(form.get_by_role("button", name="Save"))
    expect_done(coordinator)


def invite_forty(coordinator, forum):
    """The members from their lists, others by name, one guest from outside; then it is announced. Gives the members' names."""
    coordinator.goto(f"{forum}invite/")
    fill(coordinator.locator("main form.form"), {})
    members = {row.person for row in invited(coordinator, forum)}
    missing = INVITED - 1 - len(members)
    for surname in SURNAMES:
        coordinator.goto(f"{forum}invite/?q={surname}")
        found = coordinator.locator("[name=people]").all()[:missing]
        for box in found:
            box.check()
        fill(coordinator.locator("main form.form"), {})
        missing -= len(found)
        if not missing:
            break
    coordinator.goto(f"{forum}guest/")
    guest = {"name": "한별 손님", "email": "guest@visitor.example", "organisation": "한별대학교", "kind": "University"}
    fill(coordinator.locator("main form.form"), guest)
    expect_done(coordinator)
    press(coordinator.locator(".page-head").get_by_role("button", name="Announce"))
    assert (state(coordinator), answers_on(coordinator)) == ("Announced", {"No answer yet": INVITED})
    return members


def answers_on(page):
    """The answers so far, as the page of the activity counts them."""
    panel = page.locator("section[aria-labelledby=invitations-title] .facts")
    counted = zip(panel.locator("dt").all_inner_texts(), map(int, panel.locator("dd").all_inner_texts()), strict=True)
    return {label: count for label, count in counted if count}


@dataclass
class Invited:
    """One line of the list of the invited."""

    person: str
    organisation: str
    answer: str
    deputy: str
    through: str
    link: str


def invited(coordinator, forum):
    """The list as it stands."""
    coordinator.goto(f"{forum}invitations/")
    return [_invited(row) for row in coordinator.locator("table.rows tbody tr").all()]


def _invited(row):
    """One row, read in one go: there are forty of them."""
    person, workplaces, answer, text = row.evaluate(
        """row => [row.querySelector("th a").textContent, [...row.querySelectorAll("th .small")].map(one => one.textContent.split(" · ")[0]),
                   row.querySelector("[data-label='answer']").innerText, row.querySelector("pre")?.textContent ?? ""]"""
    )
    first, *more = [line.strip() for line in answer.splitlines()]
    given, _colon, deputy = first.partition(": ")
    link = re.search(r"https?://\S+/invitations/by-link/\S+", text)
    return Invited(person, (workplaces or [""])[0], given, deputy, next((line.split(" · ")[1] for line in more if " · " in line), ""), link[0] if link else "")


def answer_everywhere(coordinator, browse, forum, invitations, *, hand_in, members):
    """Three by calendar mail, handed in by the real command; two from their mail on a telephone; two name a deputy; everybody else at once."""
    with ThreadPoolExecutor(3) as calendars:
        handed_in = calendars.map(hand_in, map(calendar_answer, SHAPES, invitations[-3:], ("ACCEPTED", "DECLINED", "TENTATIVE")))
        for mail, language, answer in ((invitations[-4], "ko", "coming"), (invitations[-5], "en", "declined")):
            answer_by_telephone(browse(language=language, width=360), link_in(mail, "invitations/by-link"), answer)
        made = [(one["verdict"], one["answer"], one["seat"]) for one in handed_in]
    assert made == [("taken", "coming", "registered"), ("taken", "declined", None), ("taken", "none", None)]
    waiting = [row for row in invited(coordinator, forum) if not row.through]
    chiefs = [row for row in waiting if row.person in members and "deputy" in _buttons_of(row.link)][:2]
    for chief in chiefs:
        answer_by_telephone(browse(width=360), chief.link, "deputy")
    rest = sorted((row for row in waiting if row not in chiefs), key=lambda row: row.person not in members)
    said = ["coming"] * (len(rest) - 6) + ["declined"] * 2
    assert set(at_once(_answer, zip(rest, said, strict=False))) == {"Thank you. Your answer has been recorded."}
    rows = invited(coordinator, forum)
    assert Counter(row.answer for row in rows) == {"Coming": 29, "Not coming": 4, "Sends a deputy": 2, "No answer yet": 5}
    assert Counter(row.through for row in rows) == {"Link": 33, "Calendar mail": 3, "": 4}
    assert {row.person for row in rows if row.deputy} == {chief.person for chief in chiefs}
    return rows


def _buttons_of(link):
    phone = Phone()
    phone.open(link)
    return phone.form.buttons


def _answer(phone, ready, row):
    (person, answer) = row
    phone.open(person.link)
    ready()
    return notice_on(phone.send(answer=answer))


def answer_by_telephone(guest, link, answer):
    """Open the link twice, which changes nothing, and press one button; whoever sends somebody takes the first colleague if nobody stands there."""
    for _opened in range(2):
        guest.goto(link)
        assert guest.locator("[role=status]").count() == 0
    if answer == "deputy" and not guest.locator("[name=deputy]").input_value():
        guest.locator("[name=deputy]").select_option(index=1)
    press(guest.locator(f"button[value={answer}]"))
    assert guest.locator(".notice-success").count() == 1
