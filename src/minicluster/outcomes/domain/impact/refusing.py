"""Why rows cannot be compared, for the person who asked: which row, and what to do."""

from collections.abc import Callable
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from minicluster.analytics.tables import TableError
from minicluster.outcomes import rules
from minicluster.outcomes.domain.firm_panel import TREATED_FROM, UNIT, YEAR, FirmPanel
from minicluster.platform.refusals import InvalidInputError

# The rules of the library whose breach has words of its own.
_SAID: Final[dict[str, Callable[[], str]]] = {
    "gap": lambda: _("a year is missing. Record its figure, or leave the firm out: every firm needs every year."),
    "missing": lambda: _("the figure is empty. Record it, or leave the firm out: every firm needs every year."),
    "finite": lambda: _("the figure is infinite or no number. Correct it; a figure of zero or below has no logarithm."),
    "number": lambda: _("the figure is no number. Write digits without units."),
    "duplicate": lambda: _("the year stands twice. Keep one of the two."),
    "no pre-period": lambda: _(
        "the firm has no year before it joined. Record its figures of earlier years, or leave it out: there is nothing to compare it with."
    ),
    "treated from": lambda: _("the year of joining is none of the years compared. Correct the day of joining."),
    "changes": lambda: _("a fact from before joining changes within the firm. Correct it: it has one value in all years."),
    "time": lambda: _("all figures are of one year. Record a year before the first members joined and a year after."),
    "nobody treated": lambda: _("nobody joined within these years. Record figures of members from before and after they joined."),
    "nobody untreated": lambda: _("everybody joined in the same year. Record figures of firms that are no members."),
}


def refuse_incomparable(panel: FirmPanel) -> None:
    """Refuse a panel in which nobody can be compared, with why firms are not in it.

    Raises:
        InvalidInputError: there are no members, or no others, in the panel.
    """
    if panel.can_be_compared:
        return
    reasons = [f"{rules.LeftOut(reason).label} ({rules.firms_told(members)} + {rules.firms_told(others)})" for reason, members, others in panel.left_out]
    whole = _(
        "There is nobody to compare: %(members)s members and %(others)s other firms have this figure in every year, with two years before they joined. Nothing was changed. Please record figures of members and of comparison firms for the same years, three at least, two of them from before the first joined."
    ) % {"members": panel.members, "others": panel.others}
    left_out = _("Not compared (members + others): %(reasons)s") % {"reasons": " · ".join(reasons)} if reasons else ""
    raise InvalidInputError(f"{whole} {left_out}".strip(), field="measure")


def refusal_of(error: TableError, rows: pl.DataFrame) -> InvalidInputError:
    """What the library found wrong with the rows, with the firm and the year of the first such row and what to do."""
    said = _SAID.get(error.rule)
    what = said() if said else _("these rows cannot be compared (%(rule)s: %(detail)s).") % {"rule": error.rule, "detail": error.what}
    text = _("%(where)s: %(what)s Nothing was changed.") % {"where": _row(error, rows), "what": what}
    return InvalidInputError(text, field="measure")


def _row(error: TableError, rows: pl.DataFrame) -> str:
    """The first row that is wrong, by its firm and its year; the table where it is wrong as a whole."""
    if not error.rows:
        return _("The whole table")
    row = rows.row(error.rows[0] - 1, named=True)
    named = {"row": error.rows[0], "firm": row[UNIT], "year": row[YEAR], "joined": row[TREATED_FROM]}
    return _("Row %(row)s (%(firm)s, %(year)s, joined %(joined)s)") % {**named, "joined": named["joined"] or "–"}
