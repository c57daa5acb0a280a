"""After the day: the minutes and what came of them, the papers, the three questions, who met whom, the costs and the plan."""

import io
import re
from collections import Counter
from pathlib import Path

from hwpx import HwpxDocument
from phones import at_once, notice_on
from post_office import entry_in, link_in, mails_with
from pypdf import PdfReader
from quarter_inviting import AGENDA
from signing_in import press
from walking import expect_done, fill, state

PROBLEMS = ("도금 두께가 납품 때마다 달라 반품이 난다는 회원사가 있었다.", "사출 금형의 냉각이 고르지 않아 휨이 생긴다는 회원사가 있었다.")
DECISION = "시험 장비를 함께 쓰기로 하였다."
TO_DO = ("사무국이 장비 목록을 만든다.", "회원사는 쓸 날을 알린다.", "다음 포럼에서 결과를 보고한다.")
CORRECTION = "장비 목록에 삼차원 측정기를 넣는다."


def write_the_minutes(coordinator, forum, today, employers):
    """Under the points of the agenda; a vote, two problems and three action items are raised from their sentences."""
    next_link(coordinator, forum, "Write the minutes")
    (first, _kind), (second, _vote) = AGENDA
    assert coordinator.locator("[name=text]").input_value().split() == f"1. {first} 2. {second}".split()
    text = "\n".join([f"1. {first}", *PROBLEMS, "", f"2. {second}", DECISION, " ".join(TO_DO)])
    fill(coordinator.locator("main form.form"), {"text": text})
    expect_done(coordinator)
    minutes = f"{forum}minutes/"
    raise_from(coordinator, minutes, DECISION, "Decision taken", {"votes_for": "3", "votes_against": "1", "abstentions": "0"})
    expect_done(coordinator)
    firm = firm_among(coordinator, forum, employers)
    for sentence, title in zip(PROBLEMS, ("도금 두께 편차", "금형 냉각 불균일"), strict=True):
        raise_from(coordinator, minutes, sentence, "Problem", {"firm": firm, "title": f"{title} ({forum.split('/')[2]})"})
        if coordinator.get_by_text("None of these: raise it as a new problem").count():
            fill(coordinator.locator("main form.form").first, {"is_new": True})
        expect_done(coordinator)
    for place, sentence in enumerate(TO_DO, start=1):
        raise_from(coordinator, minutes, sentence, "Action item", {"owner": place, "due_on": today})
        expect_done(coordinator)
    coordinator.goto(minutes)
    came = {item.locator("> p").first.inner_text(): item.locator(".came-of .badge:first-child").all_inner_texts() for item in _sentences(coordinator)}
    assert came == {DECISION: ["Decision taken"], **{key: ["Problem"] for key in PROBLEMS}, **{key: ["Action item"] for key in TO_DO}}
    return minutes


def firm_among(coordinator, forum, employers):
    """The first firm that is offered and where a member of the group works."""
    coordinator.goto(f"/problems/raise/?activity={forum.split('/')[2]}")
    offered = coordinator.locator("[name=firm] option").all_inner_texts()
    return next(firm for firm in offered if any(employer.startswith(firm) for employer in employers))


def _sentences(page):
    return page.locator(".sentences > li:not(.sentence-heading)").all()


def raise_from(coordinator, minutes, sentence, what, facts):
    """Press what comes of a sentence, and fill in what the sentence does not say."""
    coordinator.goto(minutes)
    told = coordinator.locator(".sentences > li", has=coordinator.get_by_text(sentence, exact=True))
    press(told.locator(".sentence-acts").get_by_role("link", name=what, exact=True))
    fill(coordinator.locator("main form.form").first, facts)


def next_link(coordinator, activity, label):
    """Follow what the page of the activity leads on with."""
    coordinator.goto(activity)
    link = coordinator.locator(".page-head a.button-primary")
    assert link.inner_text() == label
    press(link)


def circulate_and_approve(coordinator, browse, minutes, forum, collect):
    """Everyone who was there reads the draft by a link of their own; what one wants put right is put right, and the minutes are approved. Gives the mails."""
    next_link(coordinator, forum, "Send the draft round")
    assert coordinator.locator("#readers-title").inner_text() == "It goes to (25)"
    press(coordinator.get_by_role("button", name="Send the draft"))
    expect_done(coordinator)
    mails = collect()
    reader = browse(width=360)
    reader.goto(link_in(mails_with(mails, "minutes")[0], "minutes"))
    assert DECISION in reader.locator("main").inner_text()
    fill(reader.locator("main form.form"), {"text": CORRECTION})
    assert "The coordinator has been told" in reader.locator(".notice-success").inner_text()
    coordinator.goto(minutes)
    assert CORRECTION in coordinator.locator("section[aria-labelledby=comments-title]").inner_text()
    coordinator.goto(f"{minutes}write/")
    text = coordinator.locator("[name=text]").input_value()
    fill(coordinator.locator("main form.form"), {"text": f"{text}\n{CORRECTION}"})
    press(coordinator.get_by_role("button", name="Approve the minutes"))
    coordinator.goto(minutes)
    assert (state(coordinator), coordinator.get_by_role("link", name="Decision taken").count()) == ("Approved", 0)
    return mails


def read_the_papers(browse, forum, minutes, expected):
    """Both papers say, in Korean, who was there and for whom, and what was decided, by how many."""
    reader = browse("coordinator", language="ko")
    reader.goto(forum)
    reader.locator("section[aria-labelledby=attendance-title] summary").click()
    listed = reader.locator("section[aria-labelledby=attendance-title]")
    people, chiefs = listed.locator("tbody th").all_inner_texts(), [told.split()[-1] for told in listed.locator("td .small").all_inner_texts()]
    assert (len(people), len(chiefs)) == (31, 2)
    reader.goto(minutes)
    pdf = PdfReader(io.BytesIO(download(reader, "PDF")))
    papers = {"pdf": " ".join(page.extract_text() for page in pdf.pages), "hwpx": HwpxDocument.open(download(reader, "한글(.hwpx)")).text.plain()}
    wanted = [*expected, *(f"대리 참석({chief} 대리)" for chief in chiefs), *people, "가결", "정족수 6/6"]
    for name, text in papers.items():
        flat = "".join(text.split())
        assert [one for one in wanted if "".join(one.split()) not in flat] == [], name


def download(page, label):
    """What the browser stores when a link is pressed."""
    with page.expect_download() as pressed:
        page.get_by_role("link", name=label, exact=True).click()
    return Path(pressed.value.path()).read_bytes()


def ask_three_questions(coordinator, browse, forum, mails):
    """Two answer on their telephones, three at once; the page shows what they said, and no name."""
    links = [link_in(mail, "survey") for mail in mails_with(mails, "survey")]
    for language, link, use in (("ko", links[0], 5), ("en", links[1], 4)):
        guest = browse(language=language, width=360)
        guest.goto(link)
        guest.locator(f"[name=usefulness][value='{use}']").check()
        guest.locator("[name=met_somebody][value=yes]").check()
        fill(guest.locator("main form.form"), {"what_next": "공동 구매"})
        assert guest.locator(".notice-success").count() == 1
    thanks = at_once(_answer_survey, zip(links[2:5], (5, 3, 4), strict=True))
    assert {thank.split(".")[0] for thank in thanks} == {"Thank you"}
    coordinator.goto(forum)
    told = coordinator.locator("section[aria-labelledby=survey-title]").inner_text()
    assert ("5 of 25 people asked have answered" in told, "4.2 of 5 on average" in told, "40 %" in told, "공동 구매" in told) == (True, True, True, True)
    return len(links)


def _answer_survey(phone, ready, row):
    (link, use) = row
    phone.open(link)
    ready()
    return notice_on(phone.send(usefulness=use, met_somebody="no"))


def ties_of(coordinator, activity):
    """Whom each person met, with the weight of the tie."""
    coordinator.goto(f"{activity}encounters/")
    rows = coordinator.locator("table.rows tbody tr:has(th)").all()
    return {row.locator("th").inner_text(): Counter(re.findall(r"\d\.\d\d", row.locator("td").inner_text())) for row in rows}


def told_of(mails):
    """How many calendar entries there are in these mails with each sequence."""
    return Counter(entry_in(mail).sequence.value for mail in mails if "text/calendar" in {part.get_content_type() for part in mail.walk()})


def settle(coordinator, forum, cost):
    """What it really cost."""
    next_link(coordinator, forum, "Settle the costs of the activity")
    fill(coordinator.locator("main form.form"), {"actual_cost_krw": str(cost)})
    assert (state(coordinator), coordinator.locator(".page-head .button-primary").count()) == ("Costs settled", 0)


def forums_of_the_year(coordinator, group):
    """Plan against actual: the row of the forums, in figures."""
    coordinator.goto(f"{group}plan-against-actual/")
    row = coordinator.locator("tbody tr", has=coordinator.locator("th", has_text="Forum"))
    told = {cell.get_attribute("data-label"): cell.inner_text() for cell in row.locator("td").all()}
    return {label: [int(number.replace(",", "")) for number in re.findall(r"-?[\d,]+(?!\.)", re.sub(r"\(.*\)", "", text))] for label, text in told.items()}
