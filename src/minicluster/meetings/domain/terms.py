"""Terms that end: they are announced to the officer and the coordinator in time for an assembly, and wait in the coordinator's queue."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.minutes_letters import send_term_ends
from minicluster.members.domain.queries import coordinator_of, within
from minicluster.members.models import Office, Programme
from minicluster.members.rules import ONE_HOLDER, OfficeRole
from minicluster.platform.permissions import Scope, Viewer
from minicluster.platform.queue import QueueItem


def ending_terms(programme: Programme) -> QuerySet[Office]:
    """The elected offices whose terms end within the first notice and that nobody is elected into from then on."""
    today = programme.today()
    same = Office.objects.filter(Q(role__in=ONE_HOLDER) | Q(person=OuterRef("person")), group=OuterRef("group"), role=OuterRef("role"))
    goes_on = same.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_to")), valid_from__gt=OuterRef("valid_from"), valid_from__lte=OuterRef("valid_to"))
    rows: QuerySet[Office] = Office.objects.filter(programme=programme, valid_to__gt=today, valid_to__lte=today + max(rules.TERM_NOTICES))
    ending = rows.exclude(role=OfficeRole.COORDINATOR).exclude(Exists(goes_on))
    return ending.select_related("group__complex", "group__programme", "person", "programme").order_by("valid_to", "pk")


def announce_ending_terms(programme: Programme) -> int:
    """Write to the officer and the coordinator about each term that ends, once at each notice; to how many terms. Running twice a day does no harm."""
    terms = list(ending_terms(programme))
    for office in terms:
        notice = min(one for one in rules.TERM_NOTICES if _days_left(office, programme.today()) <= one)
        people = {person.pk: person for person in (office.person, coordinator_of(office.group)) if person}
        for person in people.values():
            send_term_ends(office, person, days=notice.days)
    return len(terms)


def _days_left(office: Any, today: date) -> timedelta:
    left: timedelta = office.valid_to - today
    return left


def terms_waiting(viewer: Viewer) -> list[QueueItem]:
    """The terms that end in the groups of a coordinator or officer."""
    scope = rules.PERMISSIONS.scope(viewer, "record_election")
    if scope is not Scope.GROUPS:
        return []
    programme = Programme.objects.get(pk=viewer.programme_id)
    rows = ending_terms(programme).filter(within(scope, viewer, group="group_id"))
    kind, what = _("Term"), _("the term ends; is an assembly planned?")
    return [
        QueueItem(f"{row.group}: {row.get_role_display()} {row.person}", row.group.get_absolute_url(), what, kind, due_on=row.valid_to, invented=row.invented)
        for row in rows
    ]
