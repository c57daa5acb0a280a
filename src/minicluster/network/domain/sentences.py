"""What a figure means here, in one plain sentence."""

from collections.abc import Callable, Sequence
from typing import Final

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.network.rules.measuring import LEAST, Figures, Measure

# By so much the E-I index has to differ from what chance gives before it is said that it does.
_DIFFERS: Final = 0.1
_FITS_WELL: Final = 0.5
_FITS_SOMEWHAT: Final = 0.3


def sentence_of(measure: str, figures: Sequence[Figures]) -> str:
    """What the latest figure of a measure says, or why there is none."""
    if not figures:
        return _("There is nothing to count it from yet.")
    latest = figures[-1]
    value = latest.of(measure)
    if value is None:
        return _absent(measure, latest)
    return _SENTENCES[measure](value, latest)


def _absent(measure: str, latest: Figures) -> str:
    if latest.why_absent(measure) == "few":
        return _("With fewer than %(least)s organisations it would say nothing, so no figure is given.") % {"least": LEAST[measure]}
    return _("There is nothing to count it from yet.")


def _organisations(value: float, latest: Figures) -> str:
    return _("In %(year)s %(count)s organisations stand in the network: members, former members, and where expert members work.") % {
        "year": latest.year, "count": f"{value:,.0f}",
    }  # fmt: skip


def _ties(value: float, _latest: Figures) -> str:
    return ngettext(
        "By the records %(count)s pair of organisations has met, been introduced, cooperated or contracted at least once.",
        "By the records %(count)s pairs of organisations have met, been introduced, cooperated or contracted at least once.",
        round(value),
    ) % {"count": f"{value:,.0f}"}


def _new(value: float, latest: Figures) -> str:
    return ngettext("%(count)s pair was tied for the first time in %(year)s.", "%(count)s pairs were tied for the first time in %(year)s.", round(value)) % {
        "count": f"{value:,.0f}", "year": latest.year,
    }  # fmt: skip


def _isolates(value: float, _latest: Figures) -> str:
    if not value:
        return _("Every organisation is tied to at least one other.")
    return ngettext(
        "No record ties %(count)s organisation to any other; that does not say that it knows nobody.",
        "No record ties %(count)s organisations to any other; that does not say that they know nobody.",
        round(value),
    ) % {"count": f"{value:,.0f}"}


def _components(value: float, _latest: Figures) -> str:
    if value <= 1:
        return _("Whoever is tied at all can be reached from everybody else who is.")
    return _("The ties fall into %(count)s parts between which none leads.") % {"count": f"{value:,.0f}"}


def _largest(value: float, _latest: Figures) -> str:
    return _("%(share)s %% of the organisations can reach each other over ties.") % {"share": floatformat(value, 0)}


def _a_head(value: float, _latest: Figures) -> str:
    return _("An organisation is tied to %(count)s others on average.") % {"count": floatformat(value, 1)}


def _density(value: float, _latest: Figures) -> str:
    return _("%(share)s %% of all pairs are tied. Density falls when a network grows, so compare years by the next line.") % {"share": floatformat(value, 1)}


def _corrected(value: float, _latest: Figures) -> str:
    return _("Each organisation has %(times)s times as many ties as in the first year with ties, whatever has become of its size.") % {
        "times": floatformat(value, 2)
    }


def _crossing(value: float, _latest: Figures) -> str:
    return _("%(share)s %% of the ties join two of the three sectors: firms, universities, public bodies.") % {"share": floatformat(value, 0)}


def _ei(value: float, latest: Figures) -> str:
    expected = latest.of(Measure.EI_EXPECTED) or 0.0
    if value > expected + _DIFFERS:
        return _("Ties lead out of the own sector more often than chance would have it: the sectors are being joined.")
    if value < expected - _DIFFERS:
        return _("Ties stay within the own sector more often than chance would have it: the sectors keep to themselves.")
    return _("Ties cross sectors about as often as chance would have it.")


def _ei_expected(value: float, _latest: Figures) -> str:
    return _("With sectors of these sizes, ties that fell by lot on any pair would give %(value)s.") % {"value": floatformat(value, 2)}


def _core(value: float, _latest: Figures) -> str:
    return ngettext(
        "%(count)s organisation makes the dense middle; the others hang on it.",
        "%(count)s organisations make the dense middle; the others hang on them.",
        round(value),
    ) % {"count": f"{value:,.0f}"}


def _core_fit(value: float, _latest: Figures) -> str:
    if value >= _FITS_WELL:
        return _("One core with a periphery describes the network well.")
    if value >= _FITS_SOMEWHAT:
        return _("One core with a periphery describes the network in part; there may be several centres.")
    return _("One core with a periphery does not describe the network: do not speak of a core here.")


_SENTENCES: Final[dict[str, Callable[[float, Figures], str]]] = {
    Measure.ORGANISATIONS: _organisations,
    Measure.TIES: _ties,
    Measure.NEW_TIES: _new,
    Measure.ISOLATES: _isolates,
    Measure.COMPONENTS: _components,
    Measure.LARGEST: _largest,
    Measure.TIES_A_HEAD: _a_head,
    Measure.DENSITY: _density,
    Measure.CORRECTED: _corrected,
    Measure.CROSSING: _crossing,
    Measure.EI: _ei,
    Measure.EI_EXPECTED: _ei_expected,
    Measure.CORE: _core,
    Measure.CORE_FIT: _core_fit,
}
