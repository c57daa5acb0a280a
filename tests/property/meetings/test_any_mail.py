"""Whatever is handed in as a mail is read or refused; no mail of a stranger breaks the reader."""

from calendar_mail import SHAPES, reply_entry
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.meetings.domain.calendar_replies import letter_in
from minicluster.platform.refusals import InvalidInputError

words = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "METHOD:REPLY", "UID:x@minicluster", "SEQUENCE:1", "SEQUENCE:-", "DTSTAMP:20071023T010000Z",
        "DTSTAMP;TZID=Nowhere:20071023T010000", "DTSTAMP:99999999T999999Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example", "ATTENDEE;PARTSTAT=:x", "ATTENDEE", ";:;", '"',
        "RRULE:FREQ=SECONDLY", " folded", "ATTENDEE;DELEGATED-TO=a,b;PARTSTAT=DELEGATED:mailto:a@b.example", "BEGIN:", "END:",
    ]
)  # fmt: skip


@given(st.sampled_from(SHAPES), st.lists(words, max_size=14), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_calendar_of_shuffled_lines_holds_an_answer_or_none(shape, lines, framed):
    inner = ["BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"] if framed else lines
    letter = letter_in(shape("\r\n".join([*inner, ""])))
    assert letter.sender == "hong@firm.example"
    assert letter.reply is None or letter.reply.uid.startswith("x@minicluster")


@given(st.sampled_from(SHAPES), st.data())
@settings(max_examples=150, deadline=None)
def test_a_mail_that_was_damaged_anywhere_is_read_or_refused(shape, data):
    whole = shape(reply_entry())
    place = data.draw(st.integers(0, len(whole)))
    damage = data.draw(st.binary(max_size=12))
    try:
        letter = letter_in(whole[:place] + damage + whole[place + len(damage) :])
    except InvalidInputError:
        return
    assert "@" in letter.sender
    assert 0 < len(letter.identity) <= 255


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(raw):
    try:
        letter_in(raw)
    except InvalidInputError as refusal:
        assert "Nothing was changed" in str(refusal)  # noqa: PT017  # most bytes are refused, not all
