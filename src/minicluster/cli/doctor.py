"""`minicluster doctor`: say what is wrong with this installation and how to mend it."""

import sys
from dataclasses import asdict

import click

from minicluster.cli.runtime import answer, json_option
from minicluster.platform.database.doctor import Finding, examine
from minicluster.platform.database.home import home_folder


@click.command(name="doctor")
@json_option
def command(*, as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it; exit status 0 only when all is well."""
    findings = examine(home_folder())
    well = all(finding.ok for finding in findings)
    result = {"ok": well, "findings": [asdict(finding) for finding in findings]}
    answer(result, as_json=as_json, text=lambda _result: _as_text(findings))
    sys.exit(0 if well else 1)


def _as_text(findings: list[Finding]) -> str:
    return "\n".join(line for finding in findings for line in _lines(finding))


def _lines(finding: Finding) -> list[str]:
    mark = "✗" if not finding.ok else "!" if finding.cure else "✓"
    cure = [f"  → {finding.cure}"] if finding.cure else []
    return [f"{mark} {finding.what}", *cure]
