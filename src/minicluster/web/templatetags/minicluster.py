"""What templates say in one way everywhere: days, instants, money, states, acts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members.rules import OrganisationKind
from minicluster.outcomes.rules import UNITS
from minicluster.platform.days import day_in_words, is_korean, moment_in_words
from minicluster.platform.permissions import ROLE_LABELS, Role
from minicluster.problems.rules import PERMISSIONS as PROBLEM_PERMISSIONS
from minicluster.stories.domain.doors import page_open_to, thread_open_to
from minicluster.web.vocabulary import ACT_LABELS, STATE_TONES

register = template.Library()
EOK: Final = 100_000_000
# Below it money is told to the won: rounded as larger sums are, it would read as nothing.
_SMALL_KRW: Final = {"ko": 10_000, "en": 100_000}


@register.filter
def day(value: date | datetime | None, is_known: bool = True) -> str:  # noqa: FBT001, FBT002  # an argument of a filter has no name
    """`2026. 11. 23.(월)`, or `Mon 23 Nov 2026`; where only the month is known `2026년 11월`, or `Nov 2026`."""
    if value is None:
        return "–"
    if is_known:
        return day_in_words(value)
    when = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return f"{when.year}년 {when.month}월" if is_korean() else f"{when:%b %Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """A day with the time in Korea."""
    return "–" if value is None else moment_in_words(value)


@register.filter
def number(value: Decimal | float | None) -> str:
    """Thousands apart, no needless decimals."""
    if value is None:
        return "–"
    text = f"{Decimal(str(value)):,.4f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def krw(value: Decimal | float | None) -> str:
    """Korean won as people say it: `30억 원`, `KRW 3.0bn`."""
    if value is None:
        return "–"
    amount = Decimal(str(value))
    if is_korean():
        if abs(amount) < _SMALL_KRW["ko"]:
            return f"{number(amount)}원"
        return f"{number(round(amount / EOK, 1))}억 원" if abs(amount) >= EOK else f"{number(round(amount / 10_000))}만 원"
    if abs(amount) < _SMALL_KRW["en"]:
        return f"KRW {number(amount)}"
    return f"KRW {number(round(amount / 10**9, 2))}bn" if abs(amount) >= 10**9 else f"KRW {number(round(amount / 10**6, 1))}m"


@register.filter
def amount(value: Decimal | float | None, unit: str) -> str:
    """A value with its unit, large money as people say it: `1,390억 달러`, `USD 139bn`, `3,000 machines`."""
    if value is None or unit == "KRW":
        return krw(value)
    figure = Decimal(str(value))
    if unit == "USD" and abs(figure) >= EOK:
        return f"{number(round(figure / EOK, 1))}억 달러" if is_korean() else f"USD {number(round(figure / 10**9, 2))}bn"
    return f"{number(value)} {UNITS.get(unit, unit)}"


@register.simple_tag
def state_badge(record: Any) -> SafeString:
    """The state of a record, in words and tone."""
    return format_html('<span class="badge tone-{}">{}</span>', STATE_TONES.get(str(record.state), "calm"), record.get_state_display())


@register.filter
def act(entry: Any) -> str:
    """An audit entry as a sentence: what was done, in which role."""
    label = ACT_LABELS.get(entry.action, entry.action.replace("_", " "))
    return _("%(act)s (%(role)s)") % {"act": label, "role": ROLE_LABELS[Role(entry.role)]} if entry.role else str(label)


@register.filter
def act_label(verb: str) -> str:
    """The words on the button of an action."""
    return str(ACT_LABELS.get(verb, verb.replace("_", " ")))


@register.simple_tag
def invented_mark(record: Any) -> SafeString | str:
    """The mark of an invented record."""
    if not getattr(record, "invented", False):
        return ""
    return format_html('<span class="badge tone-invented" title="{}">{}</span>', _("This record is invented for the demonstration."), _("invented"))


@register.simple_tag
def clock(item: Any, today: date) -> SafeString | str:
    """How long is left by a clock, in words; overdue stands out."""
    left = item.days_left(today)
    if left is None:
        return ""
    if left < 0:
        return format_html('<span class="overdue">{}</span>', ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left})
    return _("due today") if left == 0 else ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


@register.simple_tag(takes_context=True)
def page_address(context: Mapping[str, Any], record: Any) -> str:
    """The address of a record's page, empty where it would not open to the reader."""
    return page_open_to(context["viewer"], record)


@register.simple_tag(takes_context=True)
def support_address(context: Mapping[str, Any], organisation: Any) -> str:
    """The address of the page that says which support is open to a firm, empty for whoever may not ask."""
    is_firm = organisation.kind == OrganisationKind.FIRM
    may_ask = is_firm and PROBLEM_PERMISSIONS.allows(context["viewer"], "view_eligibility", organisation.place())
    return reverse("problems:organisation-support", args=[organisation.pk]) if may_ask else ""


@register.simple_tag(takes_context=True)
def thread_address(context: Mapping[str, Any], record: Any) -> str:
    """The address of a record's thread, empty where it would not open to the reader."""
    return thread_open_to(context["viewer"], record)
