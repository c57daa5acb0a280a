"""What the short form of each kind of activity asks for, as data: no more than its kind needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules.activities import ActivityKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words = Mapping[str, "_StrPromise"]
ALWAYS: Final = ("title", "groups", "starts_at", "ends_at", "venue")
# What stands under “more” where a kind does not ask for it.
BESIDES: Final = ("agenda", "capacity", "budget_line", "planned_cost_krw", "visibility")
# A form with more fields than this is not short.
MOST_ASKED: Final = 8


@dataclass(frozen=True)
class ShortForm:
    """The facts that one kind of activity asks for beside what all are asked, and those that it cannot do without."""

    asks: tuple[str, ...]
    needs: tuple[str, ...] = ()
    labels: Words = field(default_factory=dict)
    hints: Words = field(default_factory=dict)

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields of the form in their order: what it is and whom it concerns, then when and where."""
        return (*ALWAYS[:2], *self.asks, *ALWAYS[2:])

    @property
    def folded(self) -> tuple[str, ...]:
        """The fields under “more”."""
        return tuple(name for name in BESIDES if name not in self.asks)


_TOPIC: Final = {"agenda": _("topic")}
_SPOKEN: Final = {"speaker": _("speaker")}
_TAKING_PART: Final = {"firms": _("Their representatives are invited.")}
SHORT_FORMS: Final = {
    ActivityKind.ASSEMBLY: ShortForm(("agenda", "elections"), hints={"agenda": _("One point a line. Presenters and minutes can be added on the page of the agenda.")}),
    ActivityKind.STEERING: ShortForm(("agenda",), hints={"agenda": _("One point a line.")}),
    ActivityKind.FORUM: ShortForm(("speaker", "agenda", "capacity"), labels=_TOPIC | _SPOKEN),
    ActivityKind.SEMINAR: ShortForm(("speaker", "agenda", "capacity"), labels=_TOPIC | _SPOKEN),
    ActivityKind.LECTURE: ShortForm(("speaker", "agenda"), ("speaker",), labels=_TOPIC),
    ActivityKind.VISIT: ShortForm(("host", "visitors"), ("host",), labels={"host": _("visited firm")}),
    ActivityKind.WORKSHOP: ShortForm(("agenda", "capacity"), labels=_TOPIC),
    ActivityKind.CONSULTATION: ShortForm(("host", "speaker"), ("host", "speaker"), labels={"host": _("firm"), "speaker": _("expert")}),
    ActivityKind.EXCHANGE: ShortForm(("agenda", "capacity"), hints={"agenda": _("With whom, and about what.")}),
    ActivityKind.BRIEFING: ShortForm(("agenda", "capacity"), hints={"agenda": _("Which policy or call, and who presents it.")}),
    ActivityKind.PROBLEM_FINDING: ShortForm(("agenda",), hints={"agenda": _("Which processes or products the firms are asked about.")}),
    ActivityKind.WORKING_GROUP: ShortForm(("agenda",), hints={"agenda": _("One point a line.")}),
    ActivityKind.FAIR: ShortForm(("firms", "planned_cost_krw"), ("venue",), hints=_TAKING_PART),
    ActivityKind.BUYER_MEETING: ShortForm(("firms", "agenda"), labels={"agenda": _("buyers")}, hints=_TAKING_PART),
    ActivityKind.MISSION: ShortForm(("firms", "planned_cost_krw"), ("venue",), hints=_TAKING_PART),
    ActivityKind.TRAINING: ShortForm(("capacity", "agenda"), ("capacity",), labels=_TOPIC, hints={"capacity": _("A training has as many seats as it has places to practise.")}),
    ActivityKind.SOCIAL: ShortForm(
        ("agenda", "budget_line", "planned_cost_krw"), ("agenda",), labels={"agenda": _("what it is for")},
        hints={"agenda": _("Social events are shown apart in the year's figures; say what the programme has of this one.")},
    ),
}  # fmt: skip


def asks_for(kind: str) -> ShortForm:
    """What the short form of this kind of activity asks for."""
    return SHORT_FORMS[ActivityKind(kind)]
