"""The day itself: the door, the list, deputies, and the assembly that elects while one waits for the forum to begin."""

import io
import re
import time

import zxingcpp
from phones import at_once, notice_on
from PIL import Image
from quarter_inviting import plan_activity, typed
from signing_in import press
from walking import expect_done, fill, path_of, state

PHONES = 25
WALK_IN = ("나들이 방문객", "이웃 협동조합")
BEGINS_WITHIN_SECONDS = 120


def bring_forward(coordinator, forum, clock):
    """Everybody is near, so that it begins with the next minute: it is moved, and whoever comes is told."""
    begins = clock.from_now(seconds=10)
    coordinator.goto(f"{forum}move/")
    fill(
        coordinator.locator("main form.form"),
        {"starts_at": typed(begins), "ends_at": typed(begins.replace(hour=23, minute=59)), "why": "모두 가까이 있습니다."},
    )
    expect_done(coordinator)
    return begins


def walk_through_the_door(coordinator, host, forum, rows, members):
    """The host's phone shows a code that is read from its screen; 25 phones scan it and send at once. Gives who came for whom."""
    host.goto(f"{forum}door/")
    address = zxingcpp.read_barcode(Image.open(io.BytesIO(host.locator(".door-code").screenshot()))).text
    deputies = [(row.deputy, row.organisation) for row in rows if row.deputy]
    # A deputy can be invited too, and say that they come.
    own_guests = [row for row in rows if row.answer == "Coming" and row.person not in dict(deputies)]
    coming = [(row.person, row.organisation) for row in sorted(own_guests, key=lambda row: row.person not in members)]
    guests = [*deputies, *coming[: PHONES - len(deputies) - 1], WALK_IN]
    welcomes = at_once(lambda phone, ready, guest: _check_in(phone, ready, address, *guest), guests)
    assert [welcome.split(", you are checked in")[0] for welcome in welcomes] == [name for name, _organisation in guests]
    coordinator.goto(f"{forum}attendance/")
    assert figures_on(coordinator) == {"there": 24, "late": 0, "deputies": 2, "visitors": 0, "excused": 0, "absent": 0}
    coordinator.locator(".standing summary").click()
    press(coordinator.get_by_role("link", name=" · ".join(WALK_IN)))
    press(coordinator.locator("button[name=visitor]"))
    press(coordinator.locator("main form[method=post] .button-primary").first)
    assert figures_on(coordinator) == {"there": 25, "late": 0, "deputies": 2, "visitors": 1, "excused": 6, "absent": 0}
    coordinator.goto(forum)
    coordinator.locator("section[aria-labelledby=attendance-title] summary").click()
    for_whom = coordinator.locator("section[aria-labelledby=attendance-title] tr", has_text="deputy for").all()
    came_for = {row.locator("th").inner_text(): row.locator(".small").inner_text().removeprefix("deputy for ") for row in for_whom}
    assert came_for == {row.deputy: row.person for row in rows if row.deputy}
    return came_for


def _check_in(phone, ready, address, name, organisation):
    phone.open(address)
    ready()
    return notice_on(phone.send(name=name, organisation_name=organisation))


def figures_on(page):
    """How the meeting stands, as the head of the list says it."""
    told = page.locator(".standing-counts").inner_text()
    return {"there": int(page.locator(".standing .tile-figure").inner_text()), **{word: int(count) for word, count in re.findall(r"(\w+) (\d+)", told)}}


def elect_a_chair(coordinator, group, clock, today, members):
    """A general assembly of the members elects the vice-chair into the chair, whose office then stands on the group's page. Gives the assembly."""
    coordinator.goto(group)
    chair = office_on(coordinator, "Vice-chair")
    begins = clock.from_now(minutes=-30)
    facts = {"title": "임시총회", "agenda": "사업 결과 보고\n회비 확정", "starts_at": typed(begins), "ends_at": typed(begins.replace(hour=23, minute=59))}
    assembly = plan_activity(coordinator, group, "assembly", facts, choices=[("elections", "chair")])
    assert coordinator.locator("section[aria-labelledby=agenda-title] th[scope=row]").all_inner_texts() == ["사업 결과 보고", "회비 확정", "Election: Chair"]
    tap_present(coordinator, assembly, members)
    next_step(coordinator, assembly, "Mark as held")
    coordinator.goto(f"{assembly}election/")
    fill(coordinator.locator("main form.form"), {"group": 1, "person": chair, "role": "Chair", "from_day": today, "votes_for": "4"})
    expect_done(coordinator)
    coordinator.goto(group)
    assert office_on(coordinator, "Chair") == chair
    next_step(coordinator, assembly, "Confirm attendance")
    return assembly


def office_on(page, office):
    """Who holds an office, by the group's page."""
    return page.locator(f"section[aria-labelledby=offices-title] dt:text-is('{office}') + dd a").inner_text()


def tap_present(coordinator, activity, names):
    """One tap for each, and each is counted before the next."""
    coordinator.goto(f"{activity}attendance/")
    for count, name in enumerate(sorted(names), start=1):
        row = coordinator.locator("[data-person]", has=coordinator.locator("legend", has_text=name)).first
        row.locator("label", has=coordinator.locator("[value=present]")).click()
        coordinator.locator("#standing .tile-figure", has_text=str(count)).wait_for()


def next_step(coordinator, activity, label):
    """Press what the page of the activity leads on with."""
    coordinator.goto(activity)
    button = coordinator.locator(".page-head .button-primary")
    assert button.inner_text() == label
    press(button)
    expect_done(coordinator)


def hold(coordinator, forum):
    """As soon as the page offers it, because the clock has come so far, it is marked as held; then the attendance is confirmed."""
    deadline = time.monotonic() + BEGINS_WITHIN_SECONDS
    coordinator.goto(forum)
    while coordinator.locator(".page-head .button-primary").inner_text() != "Mark as held":
        assert time.monotonic() < deadline
        coordinator.reload()
    next_step(coordinator, forum, "Mark as held")
    next_step(coordinator, forum, "Confirm attendance")
    assert (path_of(coordinator), state(coordinator)) == (forum, "Attendance confirmed")
