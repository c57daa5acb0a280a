"""Where each address leads in a thread of the world: which record it is about, and what stands in its parameters."""

from typing import Final
from uuid import uuid4

from django.urls import reverse
from meetings_of_the_world import secret_of_feed

from minicluster.meetings.domain.door import DOOR_CODE, door_pass
from minicluster.meetings.domain.links import INVITATION_LINK, version_of
from minicluster.meetings.domain.minutes_letters import MINUTES_LINK, version_of_circulation
from minicluster.meetings.domain.survey_mail import SURVEY_LINK
from minicluster.meetings.domain.talk_links import LIST_LINK, WISH_LINK
from minicluster.outcomes.domain.follow_up_mail import FOLLOW_UP_LINK
from minicluster.problems.domain.messages import ANSWER_LINK

# Addresses whose number is that of another record than the one they are called after.
RECORDS: Final = {
    **dict.fromkeys(("mapping:move", "mapping:prices"), "proposal"),
    **dict.fromkeys(("mapping:picture", "mapping:profile", "mapping:propose"), "complex"),
    # What is ahead and at the door.
    **dict.fromkeys(
        (
            "meetings:activity-agenda",
            "meetings:activity-change",
            "meetings:activity-door",
            "meetings:activity-door-code",
            "meetings:activity-guest",
            "meetings:activity-invitations",
            "meetings:activity-invite",
            "meetings:activity-move",
            "meetings:activity-register",
            "meetings:activity-repeat",
            "meetings:series-cancel",
            "meetings:talks",
            "meetings:talks-pdf",
            "meetings:talks-set-up",
            "meetings:talks-step",
            "meetings:talks-texts",
            "meetings:talks-wish",
        ),
        "meeting",
    ),
    # What is over and written down.
    **dict.fromkeys(
        (
            "meetings:activity-action-item",
            "meetings:activity-decision",
            "meetings:activity-honorarium",
            "meetings:activity-minutes",
            "meetings:activity-minutes-circulate",
            "meetings:activity-minutes-comment",
            "meetings:activity-minutes-hwpx",
            "meetings:activity-minutes-pdf",
            "meetings:activity-minutes-write",
            "meetings:encounters",
            "meetings:survey-texts",
        ),
        "forum",
    ),
    "meetings:attendance": "activity",
    "meetings:follow-up": "survey_answer",
    "meetings:visit-report-write": "activity",
    **dict.fromkeys(("outcomes:plan-against-actual", "outcomes:plan-picture", "network:who-should-meet", "network:pair-aside"), "group"),
    "network:pair-again": "pair_set_aside",
    "outcomes:credit": "outcome",
    "outcomes:figure-rows": "indicator",
    "outcomes:follow-up-answer": "outcome_follow_up",
    **dict.fromkeys(("outcomes:forecast-series", "outcomes:forecast-picture"), "forecast"),
    "outcomes:perimeter-take-out": "perimeter_complex",
    **dict.fromkeys(("problems:match", "problems:introduction-suggest", "problems:project-plan"), "problem"),
    "stories:case-seen": "published_case",
}
# The links that people get without an account: what stands in them.
TOKENS: Final = {
    "outcomes:follow-up-by-link": lambda thread: FOLLOW_UP_LINK.token(thread.outcome_follow_up.pk),
    "problems:answer": lambda thread: ANSWER_LINK.token(thread.introduction.pk, version=thread.introduction.asked_at.isoformat()),
    "meetings:invitation-by-link": lambda thread: INVITATION_LINK.token(thread.invitation.pk, version=version_of(thread.meeting)),
    "meetings:minutes-link": lambda thread: MINUTES_LINK.token(thread.forum_attendance.pk, version=version_of_circulation(thread.minutes)),
    "meetings:survey": lambda thread: SURVEY_LINK.token(thread.forum_attendance.pk),
    "meetings:talk-wishes": lambda thread: WISH_LINK.token(thread.talk_round.pk, version=str(thread.person.pk)),
    "meetings:talk-list": lambda thread: LIST_LINK.token(thread.talk_round.pk, version=str(thread.person.pk)),
    "meetings:door": lambda thread: DOOR_CODE.token(thread.meeting.pk),
}
VALUES: Final = {
    "pk": lambda address, thread: thread.records[address.record or record_of(address.name, thread)].pk,
    "verb": lambda address, _thread: address.verb,
    "token": lambda address, thread: TOKENS[address.name](thread),
    "secret": lambda _address, thread: secret_of_feed(thread.place),
    "reference": lambda _address, thread: thread.problem.reference,
    "evidence_pk": lambda _address, thread: thread.outcome_evidence.pk,
    "organisation_pk": lambda _address, thread: thread.organisation.pk,
    "person_pk": lambda _address, thread: thread.person.pk,
    "name": lambda _address, _thread: "strength",
    "code": lambda _address, thread: f"claim-{thread.place}",
    "year": lambda _address, _thread: 2006,
    "seat_pk": lambda _address, thread: thread.reviewer_seat.pk,
    "kind": lambda _address, _thread: "ledger",
    "form": lambda _address, _thread: "json",
    "one": lambda address, thread: _tied(address, thread)[0],
    "other": lambda address, thread: _tied(address, thread)[1],
}
# What is sent along where an empty form would say nothing about who may send one.
BODIES: Final = {
    "meetings:activity-invitations": lambda thread: {"message": thread.held_message.pk, "decision": "arrived"},
    "meetings:activity-tick": lambda thread: {"person": thread.person.pk, "kind": "present"},
    "meetings:door-check-in": lambda thread: {"door_pass": door_pass(thread.meeting), "name": "누구", "key": uuid4()},
}


def _tied(address, thread):
    """Two who are tied: people where a pair of them is set aside, else their organisations."""
    if address.name == "network:pair-aside":
        return thread.person.pk, thread.expert.pk
    return thread.organisation.pk, thread.expert.affiliations.get().organisation_id


def path_of(address, thread):
    """The path of an address for the records of this thread."""
    return reverse(address.name, kwargs={parameter: VALUES[parameter](address, thread) for parameter in address.parameters})


def record_of(name, thread):
    """Which record an address is about: what `RECORDS` says, else the longest name of a record with which its own begins."""
    own = name.split(":")[-1].replace("-", "_")
    return RECORDS.get(name) or max((record for record in thread.records if own.startswith(record)), key=len)


def body_of(address, thread):
    """What is sent to an address: mostly an empty form, because who may not write is refused before anything is read."""
    return BODIES[address.name](thread) if address.name in BODIES else {}
