"""`minicluster demo`: load the demonstration programme, and serve it."""

from typing import TYPE_CHECKING, Any

import click

from minicluster.cli.runtime import answer, json_option, prepare
from minicluster.cli.serving import Serving, address_of, bring_up_to_date, refuse_taken_port, until_told_to_stop

if TYPE_CHECKING:
    from minicluster.demonstration.loading import Done, Report

PAGES_OPEN_AFTER = "published-case"
INTERRUPTED = "중단했습니다. 불러온 것은 그대로 있으며, 다시 실행하면 이어집니다. · Interrupted. What is loaded stays; run it again to go on."


@click.command(name="demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", help="Where to listen on 127.0.0.1.")
@click.option("--no-serve", is_flag=True, help="Load and return.")
@click.option("--scale", type=click.FloatRange(0.001, 1.0), default=1.0, show_default=True, help="Share of the full population, for trials.")
@json_option
def command(port: int, scale: float, *, no_serve: bool, as_json: bool) -> None:
    """Load the demonstration programme of October 2007 and serve it until Ctrl-C; run again, it only serves."""
    if not no_serve:
        refuse_taken_port(port)
    prepare("owner")
    bring_up_to_date()
    if no_serve:
        _load_only(scale, as_json=as_json)
    else:
        _load_and_serve(port, scale)


def _load_only(scale: float, *, as_json: bool) -> None:
    from minicluster.demonstration.loading import Size, load_demonstration

    phases: list[dict[str, Any]] = []

    def report(done: "Done") -> None:
        phases.append({"phase": done.name, "rows": done.rows, "seconds": round(done.seconds, 2)})
        if not as_json:
            _print(done)

    try:
        loaded = load_demonstration(Size(scale), report)
    except KeyboardInterrupt:
        click.echo(INTERRUPTED, err=True)
        raise SystemExit(130) from None
    answer({"loaded": loaded, "phases": phases, **_sign_ins()}, as_json=as_json, text=lambda result: _already(loaded=loaded) + "\n" + _accounts(result))


def _load_and_serve(port: int, scale: float) -> None:
    from django.db import connections

    from minicluster.demonstration.loading import Size, load_demonstration

    serving = Serving(port)
    with until_told_to_stop(serving):
        loaded = load_demonstration(Size(scale), _opening_pages(serving))
        if serving.web is None:
            _open(serving)
        click.echo(_already(loaded=loaded))
        connections.close_all()
        serving.wait()


def _opening_pages(serving: Serving) -> "Report":
    """Prints progress, and opens the pages as soon as the first complex is there."""

    def report(done: "Done") -> None:
        _print(done)
        if done.name == PAGES_OPEN_AFTER:
            _open(serving)
        if serving.web:
            serving.look()

    return report


def _open(serving: Serving) -> None:
    serving.start()
    click.echo(f"\n  {address_of(serving.port)}\n\n{_accounts(_sign_ins())}\n")


def _print(done: "Done") -> None:
    click.echo(f"[{done.number:2}/{done.of}] {done.name:<18} {done.rows:>8,} rows {done.seconds:6.1f} s")


def _already(*, loaded: bool) -> str:
    if loaded:
        return "모두 불러왔습니다. 의미 검색은 뒤에서 준비됩니다. · All is loaded; search by meaning is prepared in the background. (Ctrl-C)"
    return "시연 사업이 이미 있어 바꾼 것이 없습니다. · The demonstration is already there; nothing was changed. (Ctrl-C)"


def _sign_ins() -> dict[str, Any]:
    from minicluster.demonstration.loading import programme
    from minicluster.members.domain.queries import demonstration_sign_ins

    found = demonstration_sign_ins(programme())
    if found is None:
        return {"password": "", "accounts": []}
    return {"password": found["password"], "accounts": [{"role": str(role), "email": email} for role, email in found["accounts"]]}


def _accounts(sign_ins: dict[str, Any]) -> str:
    rows = [f"  {account['email']:<34} {account['role']}" for account in sign_ins["accounts"]]
    return "\n".join([*rows, f"  비밀번호 · password: {sign_ins['password']}"])
