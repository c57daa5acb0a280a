"""The three questions after a meeting, as they reach people: by mail, by a text for messengers, and once more after five days."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Attendance, SurveyAnswer
from minicluster.members.domain.letters import Letter, write_letters
from minicluster.members.models import Programme, record_type_of
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.signed_links import SignedLink

SURVEY_LINK: Final = SignedLink("survey", rules.SURVEY_OPEN_FOR)


def since_of(activity_ids: Collection[int]) -> dict[int, datetime]:
    """Since when people are asked about each of these activities: since its attendance was confirmed, as the journal says."""
    confirmed = AuditEntry.objects.filter(record_type=record_type_of(Activity), record_id__in=activity_ids, action="confirm_attendance")
    return dict(confirmed.values_list("record_id", "programme_time"))


def survey_until(activity: Activity) -> datetime | None:
    """Until when the questions can be answered, and an answer be replaced; None where nobody was asked."""
    since = since_of([activity.pk]).get(activity.pk)
    return since + rules.SURVEY_OPEN_FOR if since else None


def who_was_there(activity: Activity) -> QuerySet[Attendance]:
    """Whom the questions go to."""
    return activity.attendances.filter(kind__in=rules.WAS_THERE).select_related("person", "activity__programme").order_by("person__name_ko", "pk")


def survey_address(attendance: Attendance) -> str:
    """The address at which one who was there answers without an account."""
    return settings.BASE_ADDRESS + reverse("meetings:survey", args=[SURVEY_LINK.token(attendance.pk)])


def survey_text(attendance: Attendance) -> str:
    """What the mail says, and what can be copied into a messenger."""
    return _(
        "Dear %(name)s,\n\nthank you for coming to “%(activity)s” on %(day)s. Three questions, half a minute, no account needed:\n%(address)s\n\n"
        "The link is for you alone and works for 30 days. How useful it was and what you write are shown without your name."
    ) % {
        "name": attendance.person,
        "activity": attendance.activity,
        "day": timezone.localtime(attendance.activity.starts_at).date().isoformat(),
        "address": survey_address(attendance),
    }


def send_survey(activity: Activity) -> int:
    """Ask everyone who was there; how many got a mail."""
    return write_letters(activity, (Letter(came.person, "survey", partial(_asking, came)) for came in who_was_there(activity)))


def _asking(attendance: Attendance) -> tuple[str, str]:
    return _("Three questions about “%(activity)s”") % {"activity": attendance.activity}, survey_text(attendance)


def _reminding(attendance: Attendance) -> tuple[str, str]:
    return _("Reminder: three questions about “%(activity)s”") % {"activity": attendance.activity}, survey_text(attendance)


def remind_of_surveys(programme: Programme) -> int:
    """Remind those who have not answered after five days, once; how many mails that were. Nobody is reminded again, and nobody once it is too late."""
    return sum(
        write_letters(activity, (Letter(came.person, "survey reminder", partial(_reminding, came)) for came in _silent(activity)))
        for activity in _waiting(programme)
    )


def _waiting(programme: Programme) -> Iterable[Activity]:
    now = programme.now()
    recent = Activity.objects.filter(programme=programme, state__in=rules.ON_RECORD, starts_at__gte=now - rules.SURVEY_REMINDER_UNTIL)
    activities = {activity.pk: activity for activity in recent.select_related("programme").order_by("pk")}
    for pk, since in sorted(since_of(activities).items()):
        if since + rules.SURVEY_REMINDER_AFTER <= now < since + rules.SURVEY_OPEN_FOR:
            yield activities[pk]


def _silent(activity: Activity) -> QuerySet[Attendance]:
    answered = SurveyAnswer.objects.filter(activity=OuterRef("activity"), person=OuterRef("person"))
    return who_was_there(activity).exclude(Exists(answered))
