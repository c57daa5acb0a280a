"""Taking members in by the decision of a meeting, as the by-laws have it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.voting import count_of
from minicluster.meetings.models import Decision
from minicluster.members.domain.actions import approve_membership
from minicluster.members.models import Group, Membership
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def take_in_applicants(*, actor: Viewer, decision: Decision, applications: Sequence[Membership]) -> list[Membership]:
    """Take these applicants in through a decision of a steering meeting or assembly; each membership keeps the decision's name.

    Raises:
        InvalidInputError: nobody is named.
        IllegalStepError: the by-laws leave it to somebody else, the group did not take part, the meeting was not held, or the decision was voted down.
    """
    activity = decision.activity
    rules.PERMISSIONS.require(actor, "take_in_applicants", activity.place())
    if not applications:
        raise InvalidInputError(_("Please choose at least one applicant. Nothing was changed."), field="applications")
    if activity.state not in rules.WAS_HELD:
        raise IllegalStepError(_("This activity is not marked as held yet. Nothing was changed; please mark it as held first."))
    taking_part = {group.pk: group for group in activity.groups.all()}
    for application in applications:
        _refuse_another_body(decision, application, taking_part.get(application.group_id))
        approve_membership(actor=actor, membership=application, through=decision.reference)
    record_act(actor=actor, action="take_in_applicants", record=decision, fields=["applications"])
    return list(applications)


def _refuse_another_body(decision: Decision, application: Membership, group: Group | None) -> None:
    if group is None:
        raise IllegalStepError(_("The mini-cluster of “%(applicant)s” did not take part in this meeting. Nothing was changed.") % {"applicant": application})
    if rules.body_of(decision.activity.kind) != group.approval_body:
        raise IllegalStepError(
            _("By the by-laws of %(group)s members are taken in by: %(body)s. This meeting is none; nothing was changed.")
            % {"group": group, "body": group.get_approval_body_display()}
        )
    count = count_of(decision)
    if count is not None and not rules.is_carried(count, group.majority_share):
        raise IllegalStepError(_("The votes of this decision miss the majority of the by-laws, so that nobody is taken in by it. Nothing was changed."))
