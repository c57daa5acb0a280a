"""`minicluster setup`: the programme, its complexes and its accounts, for an installation of one's own."""

from datetime import datetime
from typing import Any

import click

from minicluster.cli.runtime import answer, json_option, prepare
from minicluster.cli.serving import bring_up_to_date

KINDS = ("national", "general", "urban", "rural")
programme_option = click.option("--programme", "slug", help="Short name of the programme; needed where there are several.")


@click.group(name="setup")
def command() -> None:
    """Set up a programme, its complexes and who may sign in."""


@command.command()
@click.argument("slug")
@click.option("--name-ko", required=True, prompt="Name of the programme in Korean")
@click.option("--name-en", required=True, prompt="Name of the programme in English")
@click.option("--started-on", type=click.DateTime(["%Y-%m-%d"]), required=True, prompt="Started on (YYYY-MM-DD)")
@json_option
def programme(slug: str, name_ko: str, name_en: str, started_on: datetime, *, as_json: bool) -> None:
    """Open a programme with the standard indicators and the symptom thesaurus."""
    prepare("owner")
    bring_up_to_date()
    from minicluster.members.domain.actions.setting_up import machine_administrator, open_programme
    from minicluster.outcomes.domain.claims import standard_indicators
    from minicluster.problems.domain.actions import load_shipped_thesaurus

    opened = open_programme(slug=slug, name_ko=name_ko, name_en=name_en, started_on=started_on.date())
    indicators = standard_indicators(opened)
    loaded = load_shipped_thesaurus(actor=machine_administrator(opened), programme=opened)
    answer(
        {"programme": opened.slug, "indicators": sorted(indicators), "concepts": loaded.created},
        as_json=as_json,
        text=lambda made: f"{made['programme']}: {len(made['indicators'])} indicators, {made['concepts']:,} concepts of the symptom thesaurus",
    )


@command.command()
@programme_option
@json_option
def thesaurus(slug: str | None, *, as_json: bool) -> None:
    """Bring in what a newer version of the product ships of the symptom thesaurus; what people here have changed stays theirs."""
    prepare()
    from dataclasses import asdict

    from minicluster.members.domain.actions.setting_up import machine_administrator
    from minicluster.problems.domain.actions import load_shipped_thesaurus

    of = _programme(slug)
    loaded = load_shipped_thesaurus(actor=machine_administrator(of), programme=of)
    answer(
        {"programme": of.slug, **asdict(loaded)},
        as_json=as_json,
        text=lambda told: f"{told['programme']}: {told['created']:,} new, {told['updated']:,} changed, {told['unchanged']:,} as they were",
    )


@command.command(name="complex")
@click.argument("complex_slug", metavar="SLUG")
@click.option("--name-ko", required=True, prompt="Name of the complex in Korean")
@click.option("--name-en", required=True, prompt="Name of the complex in English")
@click.option("--kind", type=click.Choice(KINDS), default="national", show_default=True)
@programme_option
@json_option
def complex_(complex_slug: str, name_ko: str, name_en: str, kind: str, slug: str | None, *, as_json: bool) -> None:
    """Open an industrial complex."""
    prepare()
    from minicluster.members.domain.actions.setting_up import machine_administrator, open_complex

    of = _programme(slug)
    opened = open_complex(actor=machine_administrator(of), programme=of, slug=complex_slug, name_ko=name_ko, name_en=name_en, kind=kind)
    answer({"complex": opened.slug, "id": opened.pk}, as_json=as_json, text=lambda made: f"{made['complex']}")


@command.command()
@click.argument("email")
@click.option("--role", required=True, help="For example programme_office, complex_manager, coordinator, firm_user, expert.")
@click.option("--complex", "complexes", multiple=True, metavar="SLUG", help="The complex of a complex manager; may be given again.")
@click.option("--group", "groups", multiple=True, metavar="SLUG", help="A mini-cluster of a coordinator or officer; may be given again.")
@click.option("--person", type=int, metavar="ID", help="Who this is, among the people on record.")
@click.option("--organisation", type=int, metavar="ID", help="The firm of a firm user.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="MINICLUSTER_NEW_PASSWORD", help="For a new account.")
@programme_option
@json_option
def account(email: str, role: str, password: str, slug: str | None, *, as_json: bool, **reach: Any) -> None:
    """Let somebody sign in, in a role and with its reach."""
    prepare()
    from minicluster.members.domain.actions.setting_up import give_role, machine_administrator

    of = _programme(slug)
    given = give_role(actor=machine_administrator(of), programme=of, email=email, role=_role(role), password=password, **_reach(of, **reach))
    answer({"email": given.user.email, "role": given.role, "programme": of.slug}, as_json=as_json, text=lambda made: f"{made['email']}: {made['role']}")


def _programme(slug: str | None) -> Any:
    from minicluster.members.domain.queries import programmes_named
    from minicluster.platform.refusals import NotVisibleError

    found = programmes_named(slug)
    if len(found) != 1:
        names = ", ".join(programme.slug for programme in programmes_named(None)) or "-"
        raise NotVisibleError(f"Name one programme with --programme; there is: {names}. Nothing was changed. · 사업 하나를 --programme으로 지정해 주십시오.")
    return found[0]


def _role(name: str) -> Any:
    from minicluster.platform.permissions import Role
    from minicluster.platform.refusals import InvalidInputError

    names = [role.value for role in Role if role is not Role.ANONYMOUS]
    if name not in names:
        raise InvalidInputError(f"There is no role “{name}”. Nothing was changed; the roles are {', '.join(names)}.")
    return Role(name)


def _reach(programme: Any, *, complexes: tuple[str, ...], groups: tuple[str, ...], person: int | None, organisation: int | None) -> dict[str, Any]:
    from minicluster.members.domain.queries import reach_named

    return reach_named(programme, complexes=complexes, groups=groups, person=person, organisation=organisation)
