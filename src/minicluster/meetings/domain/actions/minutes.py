"""Minutes: writing them, also by two people at once, and approving them."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.attendance_facts import votes_present
from minicluster.meetings.domain.voting import count_of
from minicluster.meetings.models import Activity, Minutes
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


class ChangedMeanwhileError(IllegalStepError):
    """Somebody else saved another text since this one was read; `theirs` is what is stored now."""

    def __init__(self, theirs: Minutes) -> None:
        super().__init__(
            _("Somebody else has saved these minutes since you opened them. Nothing was overwritten, and what you typed is kept: please merge the two texts."),
            field="text",
        )
        self.theirs = theirs


@transaction.atomic
def write_minutes(*, actor: Viewer, activity: Activity, text: str, written_by: Person | None = None, based_on: int | None = None) -> Minutes:
    """Write the minutes, or write on a draft. `based_on` is the version that was read, 0 where there was none; who does not say overwrites knowingly.

    Raises:
        IllegalStepError: the activity was not held, or its minutes are approved.
        ChangedMeanwhileError: another version is stored by now, with another text.
    """
    rules.PERMISSIONS.require(actor, "write_minutes", activity.place())
    # The activity's row is locked, so that of two who write the first text at once the second finds it.
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    refuse_unless_held(stored)
    refuse_once_approved(stored)
    refuse_resident_registration_numbers(text=text)
    text = "\n".join(text.splitlines())
    writer = written_by.pk if written_by else actor.person_id
    written = Minutes.objects.filter(activity=activity).select_related("programme").first()
    if written is None:
        return _begin(actor, activity, text, writer)
    if written.text == text:
        return written
    if based_on is not None and based_on != written.version:
        raise ChangedMeanwhileError(written)
    take_step(written, "write_minutes", actor=actor, text=text, written_by_id=writer, version=written.version + 1)
    return written


def _begin(actor: Viewer, activity: Activity, text: str, writer: int | None) -> Minutes:
    facts = {"programme_id": activity.programme_id, "text": text, "written_by_id": writer, "invented": activity.invented}
    minutes = Minutes.objects.create(activity=activity, **facts)
    record_act(actor=actor, action="write_minutes", record=minutes, fields=["text"], to_state=minutes.state)
    return minutes


def refuse_unless_held(activity: Activity) -> None:
    """Nothing is written down about what was not held.

    Raises:
        IllegalStepError: it is not marked as held.
    """
    if activity.state not in rules.WAS_HELD:
        raise IllegalStepError(_("This activity is not marked as held yet. Nothing was changed; please mark it as held first."))


def refuse_once_approved(activity: Activity) -> None:
    """Approved minutes, and what they decide and elect, stay as they are.

    Raises:
        IllegalStepError: they are approved.
    """
    if Minutes.objects.filter(activity=activity, state=rules.MinutesState.APPROVED).exists():
        raise IllegalStepError(_("These minutes are approved and stay as they are. Nothing was changed; please record a correction at the next meeting."))


@transaction.atomic
def approve_minutes(*, actor: Viewer, activity: Activity, why: str = "") -> Activity:
    """Approve the minutes; from then on they cannot be changed.

    Raises:
        InvalidInputError: there are none, or a decision counts more votes than could be given by the attendance as it was confirmed.
    """
    take_step(activity, "approve_minutes", actor=actor, why=why)
    minutes = Minutes.objects.filter(activity=activity).select_related("programme").first()
    if minutes is None:
        raise InvalidInputError(_("There are no minutes yet. Nothing was changed; please write them first."))
    _refuse_votes_of_the_absent(activity)
    take_step(minutes, "approve_minutes", actor=actor, why=why, approved_at=activity.now())
    return activity


def _refuse_votes_of_the_absent(activity: Activity) -> None:
    """A decision may have been written down before the attendance was."""
    present = votes_present(activity)
    for decision in activity.decisions.order_by("pk"):
        count = count_of(decision)
        if count is not None and not rules.could_be_cast(count.cast, present):
            raise InvalidInputError(
                _(
                    "The decision “%(decision)s” counts %(cast)s votes, but by the attendance list %(present)s could be given. "
                    "Nothing was approved; please take the decision back and record it as it was."
                )
                % {"decision": decision, "cast": count.cast, "present": present}
            )
