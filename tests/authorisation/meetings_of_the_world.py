"""What the groups of the world do together, beside the visit of long ago: a forum that is over, and a meeting at whose door people stand.

The meeting is for its group alone and is named with a canary; the forum everybody in the programme may know of, but not who came and what they wrote.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from canaries import canary, fee_of, honorarium_of
from factories import make_activity, make_firm, make_person

from minicluster.meetings.domain.feeds import fingerprint_of
from minicluster.meetings.domain.minutes_papers import default_form
from minicluster.meetings.models import (
    ActionItem,
    ActivityFile,
    ActivitySeries,
    AgendaItem,
    Attendance,
    CalendarFeed,
    Decision,
    DoorEntry,
    Honorarium,
    Invitation,
    Minutes,
    MinutesComment,
    MinutesTemplate,
    Registration,
    SurveyAnswer,
    TalkRound,
)
from minicluster.members.domain.ties import append_meeting_ties
from minicluster.members.models import Membership, MembershipFee
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.files.storage import store_file
from minicluster.platform.mail.models import Message


@dataclass(frozen=True)
class Host:
    """Whose meetings these are, and who takes part in them."""

    place: str
    group: object
    firm: object
    contact: object
    officer: object
    expert: object

    @property
    def programme(self):
        """The programme of the group."""
        return self.group.programme

    def secret(self, kind):
        """The canary of this place."""
        return canary(self.place, kind)


def secret_of_feed(place):
    """The secret part of the address under which the calendar of the place's group is read."""
    return f"secret-{place}"


def meeting_records(host, visit, observation):
    """The records of the meetings, by the names that the URL table uses."""
    return {**_of_the_visit(host, visit, observation), **_of_the_meeting(host), **_of_the_forum(host), **_of_the_calendars(host), **_of_the_books(host)}


def _of_the_visit(host, visit, observation):
    at = {"programme": host.programme, "activity": visit, "added_at": visit.starts_at}
    photo = ActivityFile.objects.create(file=_file(host, "photo"), kind="photo", **at)
    observation.photo = photo
    observation.save()
    return {
        "attendance": Attendance.objects.create(activity=visit, person=host.contact, organisation=host.firm),
        "activity_file": ActivityFile.objects.create(file=_file(host, "sheet"), kind="sheet", **at),
        "photo": photo,
    }


def _file(host, name, content=b"%PDF-1.7"):
    return store_file(content=content, name=f"{name}-{host.place}", programme_id=host.programme.pk, stored_by_id=None)


def _of_the_meeting(host):
    """One for the group alone, at this hour, with a draft of minutes that nobody has sent round yet."""
    programme, now = host.programme, host.programme.now()
    series = ActivitySeries.objects.create(programme=programme, title=host.secret("meeting"))
    meeting = make_activity(host.group, "forum", title=host.secret("meeting"), state="open", visibility="group", starts_at=now, series=series)
    at = {"programme": programme, "activity": meeting}
    guest = make_person(programme, name_ko=host.secret("guest"), name_en=host.secret("guest"))
    invitations = [
        Invitation.objects.create(person=person, invited_at=now, answer="coming", note=host.secret("invitation-note"), **at) for person in (host.contact, guest)
    ]
    registrations = [Registration.objects.create(person=person, registered_at=now, **at) for person in (host.contact, guest)]
    talk_round = TalkRound.objects.create(starts_at=now, slots=2, tables=2, **at)
    talk_round.wishes.create(person=host.contact, wanted=guest, rank=1)
    Minutes.objects.create(text=host.secret("draft"), **at)
    AgendaItem.objects.create(position=1, title=host.secret("meeting"), **at)
    Decision.objects.create(text=host.secret("meeting"), **at)
    ActionItem.objects.create(text=host.secret("meeting"), owner=host.contact, due_on=now.date(), **at)
    # In the way of the first: the guest is asked to come to both.
    clashing = make_activity(host.group, "training", title=host.secret("meeting"), state="open", visibility="group", starts_at=now)
    Invitation.objects.create(programme=programme, activity=clashing, person=guest, invited_at=now)
    return {
        "meeting": meeting,
        "held_message": _held_message(host, invitations[1], now),
        "invitation": invitations[0],
        "invitation_of_a_guest": invitations[1],
        "registration": registrations[0],
        "registration_of_a_guest": registrations[1],
        "talk_round": talk_round,
        "door_entry": DoorEntry.objects.create(key=uuid4(), name=host.secret("door-name"), organisation_name=host.secret("door-name"), arrived_at=now, **at),
    }


def _held_message(host, invitation, at):
    return Message.objects.create(
        programme_id=host.programme.pk, key=f"held-{host.place}", recipient="gone@mail.example", subject=host.secret("meeting"), body=host.secret("meeting"),
        record_type=invitation.record_type, record_id=invitation.pk, written_at=at, refused_because="550 no such user",
    )  # fmt: skip


def _of_the_forum(host):
    """One a week ago, with all that is written down after it: who came, the draft that went round, and what people answered."""
    programme, at_eight = host.programme, host.programme.now() - timedelta(days=7)
    forum = make_activity(host.group, "forum", title=f"포럼 {host.place}", state="attendance_confirmed", starts_at=at_eight)
    AuditEntry.objects.create(
        programme_id=programme.pk, role="coordinator", action="confirm_attendance", record_type=forum.record_type, record_id=forum.pk, programme_time=at_eight
    )
    at = {"programme": programme, "activity": forum}
    stranger = make_person(programme, name_ko=host.secret("attendee"), name_en=host.secret("attendee"))
    came = [host.contact, host.officer, host.expert, stranger]
    attendances = [Attendance.objects.create(activity=forum, person=person) for person in came]
    append_meeting_ties(meeting=forum, present=[person.pk for person in came], on_date=at_eight.date())
    minutes = Minutes.objects.create(text=host.secret("minutes"), circulated_at=at_eight, **at)
    for person, kind in ((host.contact, "own-comment"), (stranger, "comment")):
        MinutesComment.objects.create(programme=programme, minutes=minutes, person=person, text=host.secret(kind), version=1, sent_at=at_eight)
    answers = [
        SurveyAnswer.objects.create(person=person, usefulness=4, met_somebody=True, what_next=host.secret("survey"), answered_at=at_eight, **at)
        for person in came
    ]
    return {
        "forum": forum,
        "minutes": minutes,
        "forum_attendance": attendances[0],
        "survey_answer": answers[0],
        "decision": Decision.objects.create(text="의결", sentence=host.secret("minutes"), **at),
        "action_item": ActionItem.objects.create(text="조치", sentence=host.secret("minutes"), owner=host.officer, due_on=at_eight.date(), **at),
        "honorarium": Honorarium.objects.create(
            person=host.expert, service="advice", income="other", gross_krw=honorarium_of(host.place), income_tax_krw=20_000, local_tax_krw=2_000,
            paid_on=programme.today(), **at
        ),
    }  # fmt: skip


def _of_the_calendars(host):
    now = host.programme.now()
    address = {"programme": host.programme, "made_at": now}
    MinutesTemplate.objects.create(programme=host.programme, complex=host.group.complex, file=_file(host, "template", default_form()), set_at=now)
    return {
        "calendar_feed": CalendarFeed.objects.create(group=host.group, fingerprint=fingerprint_of(secret_of_feed(host.place)), **address),
        "calendar_feed_of_the_contact": CalendarFeed.objects.create(person=host.contact, fingerprint=fingerprint_of(f"own-{host.place}"), **address),
    }


def _of_the_books(host):
    """A fee that was paid, of the firm, and one that was waived, of another firm of the group."""
    other_firm = make_firm(host.group)
    membership, other = (host.group.memberships.get(organisation=firm) for firm in (host.firm, other_firm))
    Membership.objects.filter(pk=membership.pk).update(representative=host.contact)
    year, today = host.programme.today().year, host.programme.today()
    of_the_year = {"programme": host.programme, "year": year, "amount_krw": fee_of(host.place), "due_on": today}
    number = 1 + MembershipFee.objects.filter(programme=host.programme, receipt_number__isnull=False).count()
    waived = MembershipFee.objects.create(membership=other, waived_because=host.secret("waiver"), **{**of_the_year, "amount_krw": 100_000})
    return {
        "membership": membership,
        "membership_of_another_firm": other,
        "fee": MembershipFee.objects.create(membership=membership, paid_on=today, receipt_number=number, **of_the_year),
        "fee_of_another_firm": waived,
    }
