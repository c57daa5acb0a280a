"""What came back of the three questions: to whom a link belongs, the figures of an activity, and who is to be followed up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.guests import guest_viewer
from minicluster.meetings.domain.survey_mail import SURVEY_LINK, survey_text, survey_until, who_was_there
from minicluster.meetings.models import Activity, Attendance, SurveyAnswer
from minicluster.members.domain.queries import within
from minicluster.members.models import Person
from minicluster.platform.permissions import Scope, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.platform.refusals import NotAllowedError, NotVisibleError
from minicluster.platform.signed_links import ExpiredLinkError


@dataclass(frozen=True)
class Survey:
    """The survey of an activity, for those who run it: no figures and no texts from fewer than three answers, and never a name beside either."""

    asked: int
    by_mail: int
    answered: int
    figures: rules.SurveyFigures | None
    texts: list[str]
    open_until: datetime | None
    is_open: bool


def attendance_behind(token: str) -> tuple[Attendance, Viewer]:
    """The attendance behind a signed link, and whoever holds it as the viewer.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old or not one of ours, or the time for answers is over.
        NotAllowedError: by the list they were not there.
    """
    pk, _version = SURVEY_LINK.open(token)
    attendance = Attendance.objects.filter(pk=pk).select_related("activity__programme", "person").first()
    if attendance is None:
        raise NotVisibleError
    refuse_unless_asked(attendance)
    return attendance, guest_viewer(attendance.activity, attendance.person)


def refuse_unless_asked(attendance: Attendance) -> None:
    """Refuse an answer of somebody who was not there, or after the time for answers."""
    if attendance.kind not in rules.WAS_THERE:
        raise NotAllowedError(
            _(
                "By the attendance list you were not there, so that these questions are not for you. Nothing was saved; if that is wrong, please tell the coordinator."
            )
        )
    until = survey_until(attendance.activity)
    if until is None or attendance.activity.now() >= until:
        raise ExpiredLinkError(_("The time for answers about this meeting is over. What was answered before is kept; please write to the coordinator instead."))


def survey_of(viewer: Viewer, activity: Activity) -> Survey | None:
    """What the survey of an activity says, for those who run it; None for everyone else, and where nobody was asked and nobody answered."""
    if not rules.PERMISSIONS.allows(viewer, "view_survey", activity.place()):
        return None
    until, answers = survey_until(activity), list(activity.survey_answers.values_list("usefulness", "met_somebody", "what_next"))
    if until is None and not answers:
        return None
    figures = rules.survey_figures([(usefulness, met) for usefulness, met, _text in answers])
    came = who_was_there(activity).order_by()
    return Survey(
        asked=came.count(),
        by_mail=came.exclude(person__email="").count(),
        answered=len(answers),
        figures=figures,
        # In the order of the alphabet, so that nobody is known by when they answered.
        texts=sorted(text for _usefulness, _met, text in answers if text) if figures else [],
        open_until=until,
        is_open=until is not None and activity.now() < until,
    )


def survey_texts_of(viewer: Viewer, activity: Activity) -> QuerySet[Attendance]:
    """Those who were there, for the texts that are copied into a messenger. Whoever has answered is among them: who did is nobody's business."""
    rules.PERMISSIONS.require(viewer, "view_survey", activity.place())
    return who_was_there(activity)


def with_texts(attendances: Iterable[Attendance]) -> list[tuple[Person, str]]:
    """Each of these people with their text."""
    return [(came.person, survey_text(came)) for came in attendances]


def answers_to_follow_up(viewer: Viewer) -> QuerySet[SurveyAnswer]:
    """Who asked to be called, or met somebody to work with, where this viewer follows up; those whom nobody has been in touch with come first."""
    scope = rules.PERMISSIONS.scope(viewer, "follow_up_answer")
    reach = within(scope, viewer, group="activity__groups", complex_="activity__groups__complex_id")
    wanted = Q(wants_contact=True) | Q(met_somebody=True)
    rows = SurveyAnswer.objects.filter(wanted, pk__in=SurveyAnswer.objects.filter(reach).values("pk"))
    return rows.select_related("activity__programme", "person", "programme").order_by("-wants_contact", "answered_at", "pk")


def answer_to_follow_up(viewer: Viewer, pk: int) -> SurveyAnswer:
    """One of them."""
    return get_object_or_404(answers_to_follow_up(viewer), pk=pk)


def follow_up_queue(viewer: Viewer) -> list[QueueItem]:
    """Those who wait to be followed up, for the coordinator; a whole complex or programme is for lists, not for a queue."""
    if rules.PERMISSIONS.scope(viewer, "follow_up_answer") is not Scope.GROUPS:
        return []
    kind = _("Follow-up")
    rows = answers_to_follow_up(viewer).filter(followed_up_at=None)
    return [QueueItem(str(row.person), row.get_absolute_url(), _what_for(row), kind, invented=row.invented) for row in rows]


def _what_for(answer: SurveyAnswer) -> str:
    wish = _("would like you to get in touch") if answer.wants_contact else _("met somebody to work with: is an introduction in place?")
    return f"{wish} · {answer.activity}"
