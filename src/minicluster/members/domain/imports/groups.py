"""Which mini-cluster a firm's row belongs to."""

from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.domain.imports.directory import Directory
from minicluster.members.models import Group, Membership, Organisation
from minicluster.platform.imports.fields import Row
from minicluster.platform.imports.refusing import RowRefusedError


def group_of_firm(directory: Directory, firm: Organisation, row: Row) -> Group:
    """The mini-cluster that the row names, else the only one in which the firm sits.

    Raises:
        RowRefusedError: none is named, and the firm sits in none or in several.
    """
    if row["group"]:
        complex_ = directory.complex(row["complex"]) if row["complex"] else None
        return directory.group(row["group"], complex_=complex_)
    seats = Membership.objects.filter(organisation=firm, state__in=rules.LIVING_MEMBERSHIP).select_related("group")[:2]
    if len(seats) != 1:
        raise RowRefusedError(
            "group", _("The firm sits in no mini-cluster or in several, and the row names none."), _("Fill in the mini-cluster, or import the members first.")
        )
    group: Group = seats[0].group
    return group
