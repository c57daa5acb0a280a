"""What the estimators of an impact study compare, what each takes for granted, and what they cannot show, in words by code.

The analytics library speaks English and gives codes; here every code has its sentence for readers.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.ledger import FEWEST_FIRMS


class Estimator(NamedTuple):
    """An estimator in words: what it is called, what it compares, what it takes for granted."""

    name: Promise
    compares: Promise
    assumes: Promise


# In the order in which they stand: the raw change first, called what it is.
ESTIMATORS: Final[dict[str, Estimator]] = {
    "raw_change": Estimator(
        _("Raw change (growth, not effect)"),
        _("Members after they joined with themselves before."),
        _("That nothing would have changed without the programme. It always changes: this is growth, not effect."),
    ),
    "naive": Estimator(
        _("Naive comparison"),
        _("The change of members with the change of all others, whoever they are."),
        _("That both would have gone the same way, and that the effect is the same for all who joined, at all times."),
    ),
    "matched": Estimator(
        _("Matched comparison"),
        _("Each member with the one non-member most like it in size, industry, level and growth before."),
        _("That what made firms join is among these."),
    ),
    "staggered": Estimator(
        _("By year of joining, against those who never joined"),
        _("Those who joined in a year with those who never joined, of the same size and industry, since the year before."),
        _("That firms of the same size and industry would have gone the same way."),
    ),
    "staggered_not_yet": Estimator(
        _("By year of joining, against those who had not joined yet"),
        _("Those who joined in a year with all who had not joined by then."),
        _("As the line before, and that nobody changed in expectation of joining."),
    ),
    "staggered_course": Estimator(
        _("By year of joining, with the course before held equal"),
        _("Those who joined in a year with those who never joined, of the same size, industry, level and growth before."),
        _("That what made firms join is among these. It has no years before by which it could be checked."),
    ),
    "synthetic_did": Estimator(
        _("Synthetic difference-in-differences"),
        _("Members with a mix of non-members that went the members' way before, in years that are like those after."),
        _("That courses made parallel by weights would have stayed so."),
    ),
    "synthetic_control": Estimator(
        _("Synthetic control"),
        _("Members with a mix of non-members that had the members' level before."),
        _("That this mix would have gone on as the members."),
    ),
}

# The names under which the library gives them, with the control group of the staggered one.
ESTIMATOR_CODES: Final[dict[tuple[str, str], str]] = {
    ("raw change", ""): "raw_change",
    ("naive difference-in-differences", ""): "naive",
    ("matched", ""): "matched",
    ("staggered", "never"): "staggered",
    ("staggered", "not-yet"): "staggered_not_yet",
    ("synthetic difference-in-differences", ""): "synthetic_did",
    ("synthetic control", ""): "synthetic_control",
}

AGGREGATES: Final[dict[str, Promise]] = {
    "simple": _("all firms and years alike"),
    "group": _("all years of joining alike"),
    "dynamic": _("all years since joining alike"),
    "calendar": _("all calendar years alike"),
}
METHODS: Final[dict[str, Promise]] = {"dr": _("doubly robust"), "ipw": _("by weights"), "reg": _("by regression")}
INFERENCES: Final[dict[str, Promise]] = {
    "influence function": _("influence functions"),
    "clustered": _("by groups"),
    "pairs": _("from the pairs"),
    "placebo": _("from placebos"),
    "jackknife": _("jackknife"),
    "none": _("none"),
}

LIMITS: Final[dict[str, Promise]] = {
    "kept_back": _("Too few firms or complexes joined, or can be compared with, for a figure that gives none of them away."),
    "no_sensitivity": _(
        "How far courses may come apart by themselves before the finding is gone cannot be said: there are too few units, or too few years before."
    ),
    "no_trend_before": _("Those who joined in %(treated_from)s have one year before it: whether they went the way of the others cannot be checked for them."),
    "selection_on_decline": _(
        "Before they joined, those who joined fell behind those who did not, by %(slope)s a year. A recovery that would have come by itself looks like an effect."
    ),
    "selection_on_growth": _(
        "Before they joined, those who joined ran ahead of those who did not, by %(slope)s a year. Growth that was there already looks like an effect."
    ),
    "trends_differ": _(
        "Those who joined and those who did not went different ways already before (%(p)s): what came after cannot all be put down to the programme."
    ),
    "trends_not_proven": _(
        "No difference in courses before joining was found (%(p)s). That is no proof that there was none: such a test misses most of those that matter."
    ),
    "few_treated": _("Only %(treated)s joined: one of them can make the figure, and the intervals are too narrow. Read the placebos."),
    "few_clusters": _("Errors rest on %(clusters)s units that do not depend on each other; with fewer than 42 the intervals are too narrow."),
    "nobody_untreated": _("All joined in the end: the last to join are the only ones to compare with, and nothing is known once they have joined."),
    "no_overlap": _("For %(cells)s pairs of a year of joining and a year nobody is like those who joined: they have no figure."),
    "imbalance": _("After matching both sides still differ by more than a tenth of a standard deviation in: %(covariates)s."),
    "unmatched": _("%(unmatched)s who joined found no partner: the matched figure does not speak of them."),
    "treated_later": _("%(units)s joined after the last year; they count as not joined, and may have changed in expectation of it."),
    "wrong_signs": _("The naive comparison counts %(share)s of what came after joining with the wrong sign."),
    "naive_apart": _("The naive figure (%(naive)s) lies outside of the interval of the one by year of joining (%(staggered)s): do not quote it."),
    "poor_fit": _("No mix of those who did not join follows those who did before they joined: synthetic control misses them by %(misfit)s."),
    "unseen_selection": _("Who joined was not drawn by lot: what made them join and stands in no record may be what the figures show."),
    "spillovers": _("Members and others trade, learn and compete: if others gained or lost by the programme, every figure here is off by as much."),
    "survivors": _("Only firms with a figure in every year are compared: those that closed, moved or merged are not, and joining may have to do with that."),
    "anticipation": _("Who changed in expectation of joining has part of the effect before it, where it counts as a difference in courses."),
    "these_only": _("An effect on those who joined says nothing of those who did not, nor of the next to come."),
    "left_out": _("%(firms)s firms are not in the comparison, %(members)s of them members: for want of figures, of a year before, or of anything above zero."),
    "some_left_out": _("Some firms are not in the comparison: for want of figures, of a year before, or of anything above zero."),
    "errors_by_firm": _("The intervals take firms for independent of each other: what befell a complex as a whole is not in them."),
    "others_known": _("The others are the firms whose figures the programme came to know: they were not drawn by lot either."),
}
# The name of the column of those who never joined.
NEVER: Final = "never"
# What narrows to those who did.
JOINED: Final = "joined"
ALWAYS: Final = ("unseen_selection", "spillovers", "survivors", "anticipation", "these_only", "others_known")

_FEW: Final = _("fewer than three")
_WHYS: Final[dict[str, Promise]] = {
    "Kept back: too few units.": _("Kept back: too few."),
    "No cohort has anybody to be compared with.": _("No year of joining has anybody to be compared with."),
    "Nobody is never treated.": _("There is nobody who never joined."),
    "Nobody is never treated: there is nobody to match with.": _("There is nobody who never joined."),
    "One pair has no error.": _("One pair has no error."),
    "One unit has no error.": _("One firm or complex has no error."),
    "One cluster has no error.": _("One group has no error."),
    "One treated unit: the error counts chance among the controls only, and is too small. Read the placebos.": _(
        "Only one joined: the error counts chance among the others only, and is too small."
    ),
    "The probability of treatment tells both sides apart without error: neighbours are those closest in standard deviations.": _(
        "The probability of joining tells both sides apart without error: partners are those closest in standard deviations."
    ),
    "A mix of controls needs at least two units that are never treated.": _("A mix needs at least two that never joined."),
    "A mix of controls needs at least two times before the first treatment.": _("A mix needs at least two years before the first joined."),
    "There are too few units never treated for placebos: the estimate has no error.": _(
        "There are too few that never joined for placebos: the estimate has no error."
    ),
    "Fewer units were never treated than treated at once: placebos are of fewer units, so that the error is rather too large.": _(
        "There are fewer that never joined than that joined at once: placebos are of fewer, so that the error is rather too large."
    ),
    "The covariates leave nothing to compare.": _("What firms are to be alike in leaves nothing to compare."),
}
_WITHOUT: Final = re.compile(r"Without (\d+) treated units that have one time before\.")


def firms_told(count: int) -> str:
    """How many firms are left out for a reason; of one or two it is not told how many."""
    return str(_FEW) if 0 < count < FEWEST_FIRMS else f"{count:,}"


def whys_of(text: str) -> Iterator[str]:
    """The library's reasons why a figure or its error is missing, as sentences for readers.

    >>> list(whys_of("Kept back: too few units."))
    ['Kept back: too few.']
    """
    left = text
    # The longest first: some begin as others do.
    for english in sorted(_WHYS, key=len, reverse=True):
        if english in left:
            left = left.replace(english, "")
            yield str(_WHYS[english])
    if found := _WITHOUT.search(left):
        left = left.replace(found[0], "")
        yield _("Without %(units)s that have one year before.") % {"units": found[1]}
    if left.strip():
        yield left.strip()
