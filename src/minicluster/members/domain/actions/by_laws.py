"""A group's by-laws as data: what a quorum and a majority are, who takes members in, what a member pays and has to be."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Group
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def set_by_laws(
    *,
    actor: Viewer,
    group: Group,
    quorum_share: float,
    majority_share: float,
    deputies_count: bool,
    approval_body: str,
    yearly_fee_krw: int,
    demands_site: bool = False,
    demands_industry: bool = False,
    admitted_sizes: Iterable[str] = (),
    why: str = "",
) -> Group:
    """Write down what the by-laws of a group say from today on; the journal keeps what they said until then.

    Raises:
        InvalidInputError: a share is none, the group would ask for its industries and has named none, or the fee is negative.
    """
    rules.PERMISSIONS.require(actor, "set_by_laws", group.place())
    said = {
        "quorum_share": quorum_share, "majority_share": majority_share, "deputies_count": deputies_count, "approval_body": approval_body,
        "yearly_fee_krw": yearly_fee_krw, "demands_site": demands_site, "demands_industry": demands_industry, "admitted_sizes": sorted(admitted_sizes),
    }  # fmt: skip
    stored = locked(group)
    _refuse_what_cannot_be(stored, said)
    changed = {field: value for field, value in said.items() if getattr(stored, field) != value}
    if not changed:
        return group
    changes = "; ".join(f"{_label(field)}: {_in_words(field, getattr(stored, field))} → {_in_words(field, value)}" for field, value in changed.items())
    for field, value in changed.items():
        setattr(group, field, value)
    group.save(update_fields=list(changed))
    record_act(actor=actor, action="set_by_laws", record=group, fields=changed, why=" · ".join(filter(None, (why.strip(), changes))))
    return group


def _refuse_what_cannot_be(group: Group, said: dict[str, Any]) -> None:
    if not rules.is_quorum(said["quorum_share"]):
        raise InvalidInputError(_("A quorum lies above 0 % and at most at 100 % of the members. Nothing was changed."), field="quorum_share")
    if not rules.is_majority(said["majority_share"]):
        raise InvalidInputError(
            _("A majority is more than this share of the votes, so that it has to lie above 0 % and below 100 %. Nothing was changed."), field="majority_share"
        )
    if said["yearly_fee_krw"] < 0:
        raise InvalidInputError(_("A fee is not negative; write 0 if there is none. Nothing was changed."), field="yearly_fee_krw")
    if said["demands_industry"] and not group.industry_codes:
        raise InvalidInputError(
            _("This mini-cluster has no industry codes yet, so that nobody could be in its industries. Nothing was changed."), field="demands_industry"
        )


def _label(field: str) -> str:
    described: Any = Group._meta.get_field(field)  # noqa: SLF001  # Django's documented way to a model's fields
    return str(described.verbose_name)


def _in_words(field: str, value: Any) -> str:
    """A value as people say it."""
    if field.endswith("_share"):
        return f"{value * 100:.4g} %"
    if field == "approval_body":
        return str(rules.ApprovalBody(value).label)
    if field == "admitted_sizes":
        return ", ".join(str(rules.FirmSize(size).label) for size in value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:,}"
