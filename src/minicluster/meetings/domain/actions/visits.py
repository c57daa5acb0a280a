"""Visit reports: what was seen and heard at a firm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions.evidence import SentPhoto, keep_photo
from minicluster.meetings.models import Activity, ActivityFile, Observation, VisitReport
from minicluster.members.models import Organisation, Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

_OUT_OF_THE_WAY = 10_000


@dataclass(frozen=True)
class Noticed:
    """One observation as it is sent: its text, a photo that was added or is to be taken off, and the row that it stands on.

    0 is a row of its own; None says nothing about the row, which is then found by the text.
    """

    text: str = ""
    photo: SentPhoto | None = None
    takes_photo_off: bool = False
    row_id: int | None = None


@transaction.atomic
def write_visit_report(
    *,
    actor: Viewer,
    activity: Activity,
    summary: str,
    observations: Sequence[str | Noticed],
    firm: Organisation | None = None,
    written_by: Person | None = None,
) -> VisitReport:
    """Write the report of a company visit, or write on it: each observation stands alone, so that a problem can come of it.

    Raises:
        IllegalStepError: it is no company visit, or the visit has not taken place.
        InvalidInputError: the firm is not known, an observation was taken out that a problem came of, or a photo cannot be taken.
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
    noticed = [one for one in map(_told, observations) if one.text]
    refuse_resident_registration_numbers(summary=summary, observations="\n".join(one.text for one in noticed))
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
    _keep_photos(actor, report, _write_observations(report, noticed))
    record_act(actor=actor, action="write_visit_report", record=report, fields=["summary", "observations"])
    return report


def _told(sent: str | Noticed) -> Noticed:
    """What was noticed, without blanks about it; a photo that nobody said a word about is an observation all the same."""
    noticed = sent if isinstance(sent, Noticed) else Noticed(sent)
    return replace(noticed, text=noticed.text.strip() or (_("Photo") if noticed.photo else ""))


def _write_observations(report: VisitReport, noticed: Sequence[Noticed]) -> list[tuple[Observation, Noticed]]:
    """Problems point at observations: each is written on the row that it names, else on the one whose text it has, else on one left free."""
    free = list(report.observations.select_related("photo"))
    placed: list[Observation | None] = [None] * len(noticed)
    for fits in (_is_the_row_of, _has_the_text_of, _is_any):
        for place, one in enumerate(noticed):
            row = next((row for row in free if placed[place] is None and fits(row, one)), None)
            if row is not None:
                free.remove(row)
                placed[place] = row
    _take_out(free)
    # Out of the way first: no two rows may share a position even for a moment.
    report.observations.update(position=F("position") + _OUT_OF_THE_WAY)
    rows = [row or Observation(visit_report=report) for row in placed]
    for position, (row, one) in enumerate(zip(rows, noticed, strict=True), start=1):
        row.position, row.text = position, one.text
        row.save()
    return list(zip(rows, noticed, strict=True))


def _is_the_row_of(row: Observation, noticed: Noticed) -> bool:
    return row.pk == noticed.row_id


def _has_the_text_of(row: Observation, noticed: Noticed) -> bool:
    return noticed.row_id is None and row.text == noticed.text


def _is_any(_row: Observation, noticed: Noticed) -> bool:
    return noticed.row_id is None


def _take_out(rows: Sequence[Observation]) -> None:
    try:
        for row in rows:
            _take_photo_off(row)
            row.delete()
    except ProtectedError as error:
        raise InvalidInputError(
            _("A problem came of an observation that you took out. Nothing was saved; please leave it in, and what you typed is kept."), field="observations"
        ) from error


def _keep_photos(actor: Viewer, report: VisitReport, rows: Sequence[tuple[Observation, Noticed]]) -> None:
    for row, noticed in rows:
        if noticed.photo or noticed.takes_photo_off:
            _take_photo_off(row)
        if noticed.photo:
            row.photo = _kept(actor, report, row, noticed.photo)
            row.save(update_fields=["photo"])


def _kept(actor: Viewer, report: VisitReport, row: Observation, photo: SentPhoto) -> ActivityFile:
    try:
        return keep_photo(actor, report.activity, photo, rules.ActivityFileKind.PHOTO)
    except InvalidInputError as refusal:
        where = {"number": row.position, "refusal": refusal.message}
        raise InvalidInputError(_("Photo of observation %(number)s: %(refusal)s Your texts are kept.") % where, field="photo") from refusal


def _take_photo_off(row: Observation) -> None:
    """The photo goes with what it was taken for, unless another observation shows it too."""
    photo, row.photo = row.photo, None
    if photo is not None:
        row.save(update_fields=["photo"])
        if not photo.observations.exists():
            photo.delete()
