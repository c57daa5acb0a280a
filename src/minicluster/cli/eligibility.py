"""`minicluster eligibility`: whether a firm may apply to a call, and why not, rule by rule."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from minicluster.members.models import Organisation
    from minicluster.platform.permissions import Viewer

Answer = dict[str, Any]


@click.command(name="eligibility")
@click.argument("organisation", metavar="ORG")
@click.argument("call", metavar="CALL")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The facts of which day count; today by the programme's clock.")
@click.option("--project", metavar="PROJECT", help="A planned project of the firm: then partners and money are judged too.")
@acting_options
@json_option
def command(organisation: str, call: str, *, day: datetime | None, project: str | None, mail: str | None, role: str | None, as_json: bool) -> None:
    """Say whether the firm ORG (organisation-12, 12, its business number or its name) may apply to CALL (call-3 or 3).

    `eligible` is true, false, or null where something is still to be brought; each rule tells its fact, its verdict and its cure.
    """
    prepare()
    viewer = viewer_for(mail, role)
    answer(told(viewer, organisation, call, day.date() if day else None, project), as_json=as_json, text=_as_text)


def told(viewer: "Viewer", organisation: str, call: str, day: date | None = None, project: str | None = None) -> Answer:
    """What is printed."""
    from minicluster.problems.domain.eligibility import eligibility_of
    from minicluster.problems.domain.queries import call_named, firm_to_judge, project_for

    firm = firm_to_judge(viewer, _firm_named(viewer, organisation).pk)
    plan = project_for(viewer, _number_in(project, "project-")) if project else None
    found = eligibility_of(viewer, firm, [call_named(viewer, call)], project=plan, day=day)[0]
    rules = [{"rule": line.rule, "fact": line.fact, "verdict": line.verdict, "cure": line.cure} for line in found.lines]
    return {"organisation": firm.reference, "call": found.call.reference, "verdict": found.verdict, "eligible": found.eligible, "rules": rules}


def _firm_named(viewer: "Viewer", name: str) -> "Organisation":
    from django.db.models import Q
    from django.utils.translation import gettext as _

    from minicluster.members.models import Organisation
    from minicluster.members.rules import BUSINESS_NUMBER, normal_identifier
    from minicluster.platform.refusals import NotVisibleError

    number = name.removeprefix("organisation-")
    rows = Organisation.objects.filter(programme_id=viewer.programme_id)
    if number.isdecimal() and len(number) < len("0123456789"):
        found = list(rows.filter(pk=int(number)))
    else:
        business_number = Q(identifiers__scheme=BUSINESS_NUMBER, identifiers__value=normal_identifier(BUSINESS_NUMBER, name))
        written = Q(name_ko=name) | Q(name_en__iexact=name) | business_number
        found = list(rows.filter(written).distinct()[:2])
    if len(found) != 1:
        raise NotVisibleError(
            _("“%(name)s” names no organisation here, or more than one. Nothing was judged; give its number, such as organisation-12.") % {"name": name}
        )
    return found[0]


def _number_in(reference: str, prefix: str) -> int:
    number = reference.removeprefix(prefix)
    if not number.isdecimal():
        raise click.BadParameter(f"a reference such as {prefix}3", param_hint="--project")
    return int(number)


def _as_text(found: Answer) -> str:
    lines = [f"{line['verdict']:<8} {line['rule']}: {line['fact']} {line['cure']}".rstrip() for line in found["rules"]]
    return "\n".join([f"{found['organisation']} → {found['call']}: {found['verdict']}", *lines])
