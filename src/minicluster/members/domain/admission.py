"""What a group asks of a member beside what is known of them, side by side, for whoever decides; and which members no longer are what it asks for.

The engine is `analytics.eligibility`, which judges calls too. It proposes; a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minicluster.analytics.eligibility import Fact, Facts, Finding, Verdict, judge
from minicluster.members import rules
from minicluster.members.models import Group, Membership, Organisation, Site, record_type_of
from minicluster.platform.audit.models import AuditEntry

_LIVING: Final = "living_memberships"
_PREFETCHED: Final = (
    Prefetch("organisation__sites", Site.objects.select_related("complex")),
    "organisation__sizes",
    "organisation__classifications",
    Prefetch("organisation__memberships", Membership.objects.filter(state__in=rules.LIVING_MEMBERSHIP).select_related("group"), _LIVING),
)


@dataclass(frozen=True)
class Check:
    """One thing to look at: what is known, what the group asks, and whether the two fit. Where nothing is asked the verdict is empty."""

    label: str
    fact: str
    asked: str
    verdict: str


@dataclass(frozen=True)
class Doubt:
    """A member whose facts no longer are what the group asks for."""

    membership: Membership
    facts: str


def checks_of(membership: Membership) -> list[Check]:
    """What to look at before somebody is taken in."""
    prefetch_related_objects([membership], *_PREFETCHED)
    firm = membership.organisation
    if firm is None:
        return []
    facts, today = _facts_of(firm), membership.programme.today()
    found = {finding.rule.name: finding for finding in _judged(membership, facts, today)}
    words: Mapping[str, str] = _facts_in_words(firm, today)
    asked = _asked_in_words(membership.group)
    checks = [Check(_label(name), words[name], asked[name] if name in found else _("nothing"), _verdict(found.get(name))) for name in _NAMES]
    return [*checks, _limit_of(membership, firm)]


_NAMES: Final = ("site", "size", "industry")


def _label(name: str) -> str:
    return {"site": _("Site"), "size": _("Size class"), "industry": _("Industry (KSIC)")}[name]


def _verdict(finding: Finding | None) -> str:
    return finding.verdict.value if finding else ""


def _judged(membership: Membership, facts: Facts, day: date) -> Sequence[Finding]:
    """Only a firm that is, or would be, a regular member is held against what the group asks."""
    firm, group = membership.organisation, membership.group
    if firm is None or firm.kind != rules.OrganisationKind.FIRM or membership.kind != rules.MembershipKind.REGULAR:
        return ()
    industries = group.industry_codes if group.demands_industry else ()
    asked = rules.admission_rules(complex_id=group.complex_id, demands_site=group.demands_site, sizes=group.admitted_sizes, industries=industries)
    return judge(asked, facts, day=day).findings


def _facts_of(firm: Organisation) -> Facts:
    return Facts((*_sites(firm), *_sizes(firm), *(Fact("industry", row.code) for row in firm.classifications.all() if row.scheme == "KSIC")))


def _sites(firm: Organisation) -> Iterator[Fact]:
    for site in firm.sites.all():
        yield Fact("complex", str(site.complex_id or ""), site.valid_from, site.valid_to)


def _sizes(firm: Organisation) -> Iterator[Fact]:
    for size in firm.sizes.all():
        yield Fact("size", size.size, size.valid_from, size.valid_to)


def _facts_in_words(firm: Organisation, day: date) -> dict[str, str]:
    sites = [f"{site.complex or _('outside of any complex')} {_since(site.valid_from)}" for site in firm.sites.all() if site.holds_on(day)]
    sizes = [f"{size} {_since(size.valid_from)}" for size in firm.sizes.all() if size.holds_on(day)]
    codes = [row.code for row in firm.classifications.all() if row.scheme == "KSIC"]
    return {name: ", ".join(known) or _("not recorded") for name, known in (("site", sites), ("size", sizes), ("industry", codes))}


def _since(day: date) -> str:
    return _("since %(day)s") % {"day": date_format(day, "DATE_FORMAT")}


def _asked_in_words(group: Group) -> dict[str, str]:
    sizes = ", ".join(str(rules.FirmSize(size).label) for size in group.admitted_sizes)
    return {"site": _("a site in %(complex)s") % {"complex": group.complex}, "size": sizes, "industry": ", ".join(group.industry_codes)}


def _limit_of(membership: Membership, firm: Organisation) -> Check:
    others = [row.group for row in getattr(firm, _LIVING) if row.pk != membership.pk]
    named = ", ".join(str(group) for group in others) or _("none")
    if firm.kind != rules.OrganisationKind.FIRM:
        return Check(_("Other mini-clusters"), named, _("nothing"), "")
    fits = rules.may_join_another_group(firm.kind, len(others))
    return Check(_("Other mini-clusters"), named, _("at most %(limit)s in all") % {"limit": rules.FIRM_GROUP_LIMIT}, Verdict.YES if fits else Verdict.NO)


def doubts_in(groups: Iterable[Group]) -> list[Doubt]:
    """The members of these groups whose facts no longer are what the by-laws ask for, unless somebody decided since that they stay."""
    asking = [group for group in groups if group.demands_site or group.demands_industry or group.admitted_sizes]
    if not asking:
        return []
    against = {member: found for member in _firms_in(asking) if (found := _against(member))}
    kept, changed = _last_acts("keep_member", against), _last_changes(asking)
    return [
        Doubt(member, _against_in_words(member, found))
        for member, found in against.items()
        if not _is_settled(found, kept.get(member.pk), changed.get(member.group_id))
    ]


def _against(member: Membership) -> list[Finding]:
    """What speaks against a member. What is not known does not."""
    firm = member.organisation
    findings = _judged(member, _facts_of(firm), member.programme.today()) if firm else ()
    return [finding for finding in findings if finding.verdict == Verdict.NO]


def _firms_in(groups: Iterable[Group]) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.filter(
        group__in=[group.pk for group in groups],
        state__in=rules.LIVING_MEMBERSHIP,
        kind=rules.MembershipKind.REGULAR,
        organisation__kind=rules.OrganisationKind.FIRM,
    )
    return rows.select_related("group__complex", "organisation", "programme").prefetch_related(*_PREFETCHED).order_by("organisation__name_ko", "pk")


def _against_in_words(member: Membership, against: Sequence[Finding]) -> str:
    known = _facts_in_words(member.organisation, member.programme.today()) if member.organisation else {}
    asked = _asked_in_words(member.group)
    names = [finding.rule.name for finding in against]
    return "; ".join(_("%(what)s: %(fact)s; asked for: %(asked)s") % {"what": _label(name), "fact": known[name], "asked": asked[name]} for name in names)


def _last_acts(action: str, members: Iterable[Membership]) -> dict[int, datetime]:
    """When such an act was last done on each of these memberships."""
    acts = AuditEntry.objects.filter(action=action, record_type=record_type_of(Membership), record_id__in=[member.pk for member in members])
    return {act.record_id: act.programme_time for act in acts.order_by("programme_time", "pk")}


def _last_changes(groups: Iterable[Group]) -> dict[int, datetime]:
    """When each of these groups last changed what it asks of members."""
    acts = AuditEntry.objects.filter(action="set_by_laws", record_type=record_type_of(Group), changed_fields__overlap=list(rules.ADMISSION_FIELDS))
    found = acts.filter(record_id__in=[group.pk for group in groups]).order_by("programme_time", "pk")
    return {act.record_id: act.programme_time for act in found}


def _is_settled(against: Sequence[Finding], kept_at: datetime | None, changed_at: datetime | None) -> bool:
    """Whether somebody decided that they stay, knowing these facts and these by-laws."""
    if kept_at is None or (changed_at is not None and changed_at > kept_at):
        return False
    kept_on = timezone.localtime(kept_at).date()
    return all(row.since is None or row.since <= kept_on for finding in against for row in finding.found)
