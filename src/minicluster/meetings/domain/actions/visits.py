"""Visit reports: what was seen and heard at a firm."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Observation, VisitReport
from minicluster.members.models import Organisation, Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

_OUT_OF_THE_WAY = 10_000


@transaction.atomic
def write_visit_report(
    *, actor: Viewer, activity: Activity, summary: str, observations: Sequence[str], firm: Organisation | None = None, written_by: Person | None = None
) -> VisitReport:
    """Write the report of a company visit, or write on it: each observation stands alone, so that a problem can come of it.

    Raises:
        IllegalStepError: it is no company visit, or the visit has not taken place.
        InvalidInputError: the firm is not known, or an observation was taken out that a problem came of.
    """
    rules.PERMISSIONS.require(actor, "write_visit_report", activity.place())
    stored = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if stored.kind != rules.ActivityKind.VISIT or stored.state not in rules.WAS_HELD:
        raise IllegalStepError(_("A visit report belongs to a company visit that is marked as held. Nothing was saved; what you typed is kept."))
    visited = firm or activity.host
    if visited is None:
        raise InvalidInputError(_("Please say which firm is visited; what you typed is kept."), field="firm")
    if visited.programme_id != activity.programme_id:
        raise NotVisibleError
    texts = [text.strip() for text in observations if text.strip()]
    refuse_resident_registration_numbers(summary=summary, observations="\n".join(texts))
    report, _is_new = VisitReport.objects.update_or_create(
        activity=activity,
        defaults={"firm": visited, "summary": summary},
        create_defaults={
            "programme_id": activity.programme_id,
            "firm": visited,
            "summary": summary,
            "written_by_id": written_by.pk if written_by else actor.person_id,
            "written_at": activity.now(),
            "invented": activity.invented,
        },
    )
    _write_observations(report, texts)
    record_act(actor=actor, action="write_visit_report", record=report, fields=["summary", "observations"])
    return report


def _write_observations(report: VisitReport, texts: Sequence[str]) -> None:
    """Problems point at observations: one whose text is still there keeps its row wherever it now stands, a changed one takes over a row left free."""
    rows = list(report.observations.all())
    kept = {row.text: row for row in rows if row.text in texts}
    free = [row for row in rows if kept.get(row.text) is not row]
    placed = [(text, kept.pop(text) if text in kept else free.pop(0) if free else Observation(visit_report=report)) for text in texts]
    try:
        for row in free:
            row.delete()
    except ProtectedError as error:
        raise InvalidInputError(
            _("A problem came of an observation that you took out. Nothing was saved; please leave it in, and what you typed is kept."), field="observations"
        ) from error
    # Out of the way first: no two rows may share a position even for a moment.
    report.observations.update(position=F("position") + _OUT_OF_THE_WAY)
    for position, (text, row) in enumerate(placed, start=1):
        row.position, row.text = position, text
        row.save()
