"""What the eligibility engine found, in sentences: the rule, the fact with its date, and what would cure a no or an unknown."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.analytics.eligibility import Fact, Finding, Verdict
from minicluster.members.rules import FirmSize
from minicluster.problems.models import Call

Names = Mapping[tuple[str, str], str]

_LABELS: Final = {
    "window": gettext_lazy("Within the time of the call"),
    "site_in_complex": gettext_lazy("Has a site in an eligible complex"),
    "size_class": gettext_lazy("Of an eligible size class"),
    "industry": gettext_lazy("In an eligible industry"),
    "membership": gettext_lazy("Member of a mini-cluster"),
    "co_funding": gettext_lazy("Own share by size class"),
    "cap": gettext_lazy("Within the cap"),
    "partners": gettext_lazy("Enough partners"),
    "once_a_year": gettext_lazy("Once per firm and year"),
    "double_funding": gettext_lazy("Not paid for twice"),
}


def rule_label(name: str) -> str:
    """What the rule asks, in a few words."""
    return str(_LABELS[name])


def fact_sentence(finding: Finding, call: Call, names: Names) -> str:
    """The fact on which the answer rests, in the reader's language."""
    if finding.rule.name == "window":
        return _("One can apply from %(first)s to %(last)s.") % {"first": _day(call.opens_on), "last": _day(call.closes_on)}
    return _FACTS[finding.rule.name](finding, names)


def cure_sentence(finding: Finding, call: Call) -> str:
    """What would turn the answer into a yes; empty where it is one."""
    return "" if finding.verdict == Verdict.YES else _CURES[finding.rule.name](finding, call)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _since(fact: Fact) -> str:
    return _("since %(day)s") % {"day": _day(fact.since)} if fact.since else ""


def _listed(finding: Finding, word: Callable[[Fact], str], *, fact: str = "") -> str:
    """The values with the day since which they hold, in one line."""
    rows = [row for row in finding.found if row.name == (fact or finding.rule.fact)]
    return ", ".join(" ".join(filter(None, (word(row), _since(row)))) for row in rows)


def _site_fact(finding: Finding, names: Names) -> str:
    if not finding.found:
        return _("No site is recorded for this day.")
    return _("Site: %(sites)s.") % {"sites": _listed(finding, lambda row: names.get((row.name, str(row.value)), _("outside of any complex")))}


def _size_fact(finding: Finding, _names: Names) -> str:
    known = _listed(finding, _size_word, fact="size")
    return _("Size class: %(size)s.") % {"size": known} if known else _("The size class is not recorded for this day.")


def _size_word(row: Fact) -> str:
    return str(FirmSize(str(row.value)).label) if row.value in FirmSize.values else str(row.value)


def _industry_fact(finding: Finding, _names: Names) -> str:
    codes = _listed(finding, lambda row: str(row.value))
    return _("Industry (KSIC): %(codes)s.") % {"codes": codes} if codes else _("No industry code is recorded.")


def _membership_fact(finding: Finding, names: Names) -> str:
    groups = _listed(finding, lambda row: names.get((row.name, str(row.value)), str(row.value)))
    return _("Member of: %(groups)s.") % {"groups": groups} if groups else _("In no mini-cluster on this day.")


def _co_funding_fact(finding: Finding, names: Names) -> str:
    return " ".join(filter(None, (_size_fact(finding, names), _share_fact(finding))))


def _share_fact(finding: Finding) -> str:
    shares = [float(row.value) for row in finding.found if row.name == "state_share"]
    return _("Public share of the plan: %(share)s.") % {"share": f"{shares[0]:.0%}"} if shares else _("No budget has been planned yet.")


def _cap_fact(finding: Finding, _names: Names) -> str:
    sums = [float(row.value) for row in finding.found if row.name == "state_krw"]
    return _("Public money of the plan: KRW %(sum)s.") % {"sum": f"{sums[0]:,.0f}"} if sums else _("No budget has been planned yet.")


def _partners_fact(finding: Finding, _names: Names) -> str:
    return _("Partners of the plan: %(count)s.") % {"count": f"{finding.found[0].value:.0f}"} if finding.found else _("No partners have been named yet.")


def _once_fact(finding: Finding, _names: Names) -> str:
    is_used = finding.verdict == Verdict.NO
    return _("Supported by this programme in the same year already.") if is_used else _("Not supported by this programme in the same year.")


def _double_fact(finding: Finding, _names: Names) -> str:
    if finding.verdict == Verdict.NO:
        return _("Another call pays for work on this problem already.")
    return _("Other work of the firm is paid for by a call.") if finding.verdict == Verdict.UNKNOWN else _("No other call pays for this work.")


_FACTS: Final[Mapping[str, Callable[[Finding, Names], str]]] = {
    "site_in_complex": _site_fact,
    "size_class": _size_fact,
    "industry": _industry_fact,
    "membership": _membership_fact,
    "co_funding": _co_funding_fact,
    "cap": _cap_fact,
    "partners": _partners_fact,
    "once_a_year": _once_fact,
    "double_funding": _double_fact,
}


def _window_cure(_finding: Finding, call: Call) -> str:
    return _("Apply between %(first)s and %(last)s, or choose another call.") % {"first": _day(call.opens_on), "last": _day(call.closes_on)}


def _site_cure(finding: Finding, call: Call) -> str:
    if finding.verdict == Verdict.UNKNOWN:
        return _("Bring the factory registration with the address of the site.")
    complexes = ", ".join(str(complex_) for complex_ in call.eligible_complexes.all())
    return _("Only for sites in: %(complexes)s. A site that moved there counts from the day on which it is registered.") % {"complexes": complexes}


def _size_cure(finding: Finding, call: Call) -> str:
    if finding.verdict == Verdict.UNKNOWN:
        return _("Bring the certificate of the size class.")
    return _("Only for: %(sizes)s.") % {"sizes": ", ".join(str(FirmSize(size).label) for size in call.conditions.sizes)}


def _industry_cure(finding: Finding, call: Call) -> str:
    if finding.verdict == Verdict.UNKNOWN:
        return _("Bring the business registration with the industry code (KSIC).")
    return _("Only for the industries: %(codes)s.") % {"codes": ", ".join(call.conditions.industry_codes)}


def _membership_cure(_finding: Finding, call: Call) -> str:
    groups = ", ".join(str(group) for group in call.conditions.groups.all())
    return _("Join one of: %(groups)s.") % {"groups": groups} if groups else _("Join a mini-cluster; ask its coordinator.")


def _co_funding_cure(finding: Finding, _call: Call) -> str:
    if "size" in finding.missing:
        return _("Bring the certificate of the size class.")
    limit = max((finding.rule.value.get(row.value, 0.0) for row in finding.found if row.name == "size"), default=0.0)
    if not limit:
        return _("The call pays nothing to firms of this size class.")
    return _("Plan a budget in which public money is at most %(share)s.") % {"share": f"{limit:.0%}"}


def _cap_cure(_finding: Finding, call: Call) -> str:
    return _("Plan a budget with at most KRW %(cap)s of public money.") % {"cap": f"{call.cap_krw or 0:,}"}


def _partners_cure(_finding: Finding, call: Call) -> str:
    return _("Name at least %(count)s partners, the firm among them.") % {"count": call.minimum_partners}


def _once_cure(_finding: Finding, _call: Call) -> str:
    return _("Apply again next year, or choose another programme.")


def _double_cure(finding: Finding, _call: Call) -> str:
    is_open = finding.verdict == Verdict.UNKNOWN
    return _("Say for which problem the money is asked.") if is_open else _("Ask for money for other work, or end the other support first.")


_CURES: Final[Mapping[str, Callable[[Finding, Call], str]]] = {
    "window": _window_cure,
    "site_in_complex": _site_cure,
    "size_class": _size_cure,
    "industry": _industry_cure,
    "membership": _membership_cure,
    "co_funding": _co_funding_cure,
    "cap": _cap_cure,
    "partners": _partners_cure,
    "once_a_year": _once_cure,
    "double_funding": _double_cure,
}
