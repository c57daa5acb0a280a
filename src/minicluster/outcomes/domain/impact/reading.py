"""A study as it is read: every estimate in per cent and in words, never one without the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.members.rules import FirmSize
from minicluster.outcomes import rules
from minicluster.outcomes.models import ImpactStudy

LEVELS: Final = ("firms", "complexes")
_IMBALANCE: Final = 0.1


@dataclass(frozen=True)
class Shown:
    """One estimate: numbers are changes of the logarithm, texts in per cent; None where there is none, and `whys` then say why."""

    estimate: float | None
    error: float | None
    lower: float | None
    upper: float | None
    p: float | None
    inference: str
    treated: int
    controls: int
    whys: list[str]

    @property
    def text(self) -> str:
        """In per cent."""
        return rules.per_cent_text(self.estimate)

    @property
    def span(self) -> str:
        """Its interval in per cent."""
        return rules.span_text(self.lower, self.upper)

    @property
    def excludes_zero(self) -> bool:
        """Whether its interval leaves no room for no effect."""
        return self.lower is not None and self.upper is not None and (self.lower > 0 or self.upper < 0)


@dataclass(frozen=True)
class EstimatorRow:
    """An estimator with what it found among firms and among complexes."""

    code: str
    name: str
    compares: str
    assumes: str
    firms: Shown
    complexes: Shown | None

    @property
    def is_growth(self) -> bool:
        """Whether this is no effect but the raw change."""
        return self.code == "raw_change"


@dataclass(frozen=True)
class BalanceRow:
    """What both sides were like before, and after matching; differences in standard deviations."""

    name: str
    treated: float | None
    controls: float | None
    matched: float | None
    before: float | None
    after: float | None

    @property
    def is_uneven(self) -> bool:
        """Whether a difference that matters is left."""
        return self.after is not None and abs(self.after) > _IMBALANCE


def estimator_rows(study: ImpactStudy) -> list[EstimatorRow]:
    """Every estimator, the raw change first."""
    found = {level: {row["code"]: _shown(row) for row in study.result[level].get("estimates", []) if row["code"]} for level in LEVELS}
    return [
        EstimatorRow(code, str(words.name), str(words.compares), str(words.assumes), found["firms"][code], found["complexes"].get(code))
        for code, words in rules.ESTIMATORS.items()
        if code in found["firms"]
    ]


def variant_rows(study: ImpactStudy) -> Iterator[tuple[str, Shown]]:
    """The estimates by year of joining in every method, control group and mean, so that nobody has to trust the one in the overview."""
    names = {"never": _("those who never joined"), "not-yet": _("those who had not joined yet")}
    for row in study.result["firms"]["estimates"]:
        if row["aggregate"] and row["code"] != "staggered_course":
            yield f"{rules.METHODS[row['method']]} · {names[row['compared_with']]} · {rules.AGGREGATES[row['aggregate']]}", _shown(row)


def one_sentence(study: ImpactStudy) -> str:
    """All estimates of an effect in one sentence, with the growth that is none; never one alone."""
    rows = estimator_rows(study)
    effects = [row.firms for row in rows if not row.is_growth and row.firms.estimate is not None]
    if not effects:
        return _("Nothing can be told: every estimate is kept back or missing.")
    growth = next(row.firms.text for row in rows if row.is_growth)
    values = [one.estimate for one in effects if one.estimate is not None]
    figures = {
        "number": len(effects), "least": rules.per_cent_text(min(values)), "most": rules.per_cent_text(max(values)),
        "clear": sum(one.excludes_zero for one in effects), "growth": growth,
    }  # fmt: skip
    return (
        _(
            "%(number)s estimates of the effect lie between %(least)s and %(most)s, and %(clear)s of their intervals leave out zero; the members' growth of %(growth)s is not an effect."
        )
        % figures
    )


def event_rows(study: ImpactStudy) -> list[dict[str, Any]]:
    """Effects by years since joining, with texts in per cent; years before are below 0 and should be near 0 %."""
    return [_in_words(row) for row in study.result["firms"]["event_study"]]


def event_sentence(study: ImpactStudy) -> str:
    """What the picture of the years before and after shows."""
    rows = [row for row in study.result["firms"]["event_study"] if row["estimate"] is not None]
    before, after = [row for row in rows if row["steps"] < 0], [row for row in rows if row["steps"] >= 0]
    apart = sum(row["lower"] is not None and (row["lower"] > 0 or row["upper"] < 0) for row in before)
    said = [
        ngettext(
            "In %(apart)s of %(number)s year before joining both sides already went different ways.",
            "In %(apart)s of %(number)s years before joining both sides already went different ways.",
            len(before),
        )
        % {"apart": apart, "number": len(before)}
        if before
        else _("No year before joining can be told.")
    ]
    if after:
        ends = {"first": rules.per_cent_text(after[0]["estimate"]), "last": rules.per_cent_text(after[-1]["estimate"]), "steps": after[-1]["steps"]}
        said.append(_("Afterwards the difference goes from %(first)s in the year of joining to %(last)s %(steps)s years later.") % ends)
    return " ".join(said)


def group_time_rows(study: ImpactStudy) -> list[dict[str, Any]]:
    """Effects by year of joining and year."""
    return [_in_words(row) for row in study.result["firms"]["group_times"]]


def balance_rows(study: ImpactStudy) -> list[BalanceRow]:
    """The balance of the matched comparison."""
    return [
        BalanceRow(
            covariate_name(row["covariate"]), row["treated"], row["controls"], row["matched_controls"], row["difference_before"], row["difference_after"]
        )
        for row in study.result["firms"]["balance"]
    ]


def balance_sentence(rows: Sequence[BalanceRow]) -> str:
    """What matching did."""
    before = sum(row.before is not None and abs(row.before) > _IMBALANCE for row in rows)
    after = sum(row.is_uneven for row in rows)
    figures = {"number": len(rows), "before": before, "after": after}
    return _("Of %(number)s properties %(before)s differed by more than a tenth of a standard deviation before matching, and %(after)s after it.") % figures


def covariate_name(code: str) -> str:
    """What firms are held equal in, in words.

    >>> covariate_name("unheard of")
    'unheard of'
    """
    kind, _colon, value = code.partition(":")
    if kind == "size" and value:
        return str(FirmSize(value).label) if value in FirmSize.values else value
    if kind == "industry" and value:
        return _("Industry %(code)s") % {"code": value}
    named = {
        "log_value before": _("Level before (logarithm)"),
        "trend of log_value before": _("Growth before (each year, logarithm)"),
        "log_sales_before": _("Level of sales before (logarithm)"),
        "sales_growth_before": _("Growth of sales before (logarithm)"),
    }
    return named.get(code, code)


def sensitivity_rows(study: ImpactStudy) -> list[dict[str, Any]]:
    """Intervals if the courses of both sides came apart by themselves, by how much they did each year."""
    rows = [row for row in study.result["firms"]["sensitivity"] if row["target"] == "after"]
    return [{**_in_words(row), "bend_text": _points(row["bend"]), "excludes_zero": row["excludes_zero"]} for row in rows]


def bound_sentence(study: ImpactStudy) -> str:
    """At which bend of the trend the finding is gone."""
    bend = next((row["bend"] for row in study.result["firms"]["breakdown"] if row["target"] == "after"), None)
    if not sensitivity_rows(study):
        return str(rules.LIMITS["no_sensitivity"])
    if bend is None:
        return _("Even if the courses of both sides had not bent at all, the mean effect after joining could not be told from zero.")
    return _(
        "The mean effect after joining cannot be told from zero any more once the difference in growth of both sides changes by %(bend)s from one year to the next."
    ) % {"bend": _points(bend)}


def limits_of(study: ImpactStudy) -> list[str]:
    """What this cannot show, in words: of firms, and what is to be said of complexes besides, the gravest first."""
    told = [_limit(_without_sums(study, limit)) for limit in study.result["firms"]["cannot_show"] if limit["code"] not in rules.ALWAYS]
    complexes = [limit for limit in study.result["complexes"].get("cannot_show", []) if limit["code"] not in rules.ALWAYS]
    told += [_("Complexes: %(limit)s") % {"limit": _limit(limit)} for limit in complexes]
    return [*told, *(_limit({"code": code, "figures": {}}) for code in rules.ALWAYS)]


def _without_sums(study: ImpactStudy, limit: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many are left out in all would tell the reason of one or two firms: then no sum is told, of neither side."""
    return {"code": "some_left_out", "figures": {}} if limit["code"] == "left_out" and leaves_few_out(study) else limit


def _limit(limit: Mapping[str, Any]) -> str:
    figures = dict(limit["figures"])
    if "covariates" in figures:
        figures["covariates"] = ", ".join(covariate_name(code) for code in figures["covariates"].split(", "))
    return rules.limit_text(limit["code"], figures)


def complexes_sentence(study: ImpactStudy) -> str:
    """Why complexes are not compared, or what to think of what was found among them: nothing of what made their members join is held equal."""
    if "why" not in study.result["complexes"]:
        return _(
            "Among complexes nothing of what made firms join is held equal: where members ran ahead before they joined, these figures are too high, and a narrow interval does not mend that."
        )
    return _("Complexes cannot be compared: too few of them have three firms with every figure, or there is none outside of the programme.")


def leaves_few_out(study: ImpactStudy) -> bool:
    """Whether only one or two firms of a side are not compared for some reason."""
    return any(0 < one[who] < rules.FEWEST_FIRMS for one in study.result["left_out"] for who in ("members", "others"))


def left_out_rows(study: ImpactStudy) -> list[tuple[str, str, str]]:
    """Why firms are not compared, with how many members and others, as they may be told."""
    return [(str(rules.LeftOut(one["code"]).label), rules.firms_told(one["members"]), rules.firms_told(one["others"])) for one in study.result["left_out"]]


def _shown(row: Mapping[str, Any]) -> Shown:
    figures = {name: row[name] for name in ("estimate", "error", "lower", "upper", "p", "treated", "controls")}
    return Shown(**figures, inference=str(rules.INFERENCES[row["inference"]]), whys=list(rules.whys_of(row["why"])))


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "text": rules.per_cent_text(row["estimate"]), "span": rules.span_text(row["lower"], row["upper"])}


def _points(bend: float) -> str:
    """A bend of the logarithm, which is small, in percentage points."""
    return _("%(points)s percentage points") % {"points": f"{rules.as_per_cent(bend):.2f}"}
