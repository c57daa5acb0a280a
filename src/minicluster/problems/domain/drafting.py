"""A first draft of the anonymised summary, for the coordinator to edit: what the problem is about, without what tells whose it is.

The draft is only a proposal. What leaves the house is what the coordinator made of it, `anonymity` let pass and the firm approved.
"""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from minicluster.members.models import Complex, Organisation
from minicluster.platform.plain_text import plain
from minicluster.problems import rules
from minicluster.problems.domain.anonymity import names_behind
from minicluster.problems.models import Problem

_HANGUL: Final = re.compile("[가-힣]")
# A quantity of the trade says what the matter is; any other number (head counts, money, years, part numbers) may say whose it is.
_UNITS: Final = (
    r"(?:[µμ]m|nm|mm|cm|kg|mg|g|%|℃|°\s?C|K|도|rpm|k?Hz|MHz|GHz|[kM]?Pa|bar|N|kN|Nm|[mkM]?W|[mk]?V|m?A|dB|ppm|lx|lm|초|분|시간|배|회|s|ms|min|h|Ra|HRC|HV)"
)
_QUANTITY: Final = re.compile(rf"[±<>≤≥~약]?\s?\d+(?:[.,]\d+)?(?:\s?[~\-–±]\s?\d+(?:[.,]\d+)?)?\s?{_UNITS}(?![A-Za-z])")
_CODE: Final = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9_/-]*\d)(?=[A-Za-z0-9_/-]*[A-Za-z])[A-Za-z0-9]+(?:[-_/][A-Za-z0-9]+)*(?![A-Za-z0-9])")
_NUMBER: Final = re.compile(r"\d[\d,.]*\s?(?:억|만|천)?\s?(?:원|명|개사|대|년|월|일|호기|호|people|won|units?)?")
_PLACE: Final = re.compile(r"[가-힣]{2,6}(?:특별시|광역시|국가산업단지|산업단지|산단|공단)")
_SPACES: Final = re.compile(r"\s+([,.;)])|\(\s*\)|(\s)\s+")


def draft_summary(problem: Problem) -> str:
    """A draft from class, mechanism, product words and wanted result, in the language in which the problem was written."""
    words = problem.title + problem.description
    remove = [*names_behind(problem), *_places_of(problem)]
    with override("ko" if _HANGUL.search(words) else "en"):
        parts = [
            _opening(problem),
            _part(_("It is about: %s."), ", ".join(_products_spoken_of(problem.firm, words)), remove),
            _part(_("Probable cause: %s."), problem.mechanism, remove),
            _part(_("What is wanted: %s."), problem.wanted_result, remove),
        ]
        return " ".join(part for part in parts if part)


def without_what_identifies(text: str, names: Iterable[str]) -> str:
    """The text without these names, without mail addresses and telephone numbers, places, part numbers, and numbers that are no quantity of the trade."""
    text = plain(text)
    forms = {form for name in names for form in _forms_of(name)}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(_pattern_of(form), " ", text, flags=re.IGNORECASE)
    for found in rules.what_identifies(text, ()):
        text = text.replace(found, " ")
    return _tidied(_without_numbers(_PLACE.sub(" ", text)))


def names_and_places_behind(problem: Problem) -> list[str]:
    """Everything by which a text would tell whose problem it is."""
    return [*names_behind(problem), *_places_of(problem)]


def _opening(problem: Problem) -> str:
    field = {"field": problem.group.speciality, "class": rules.ProblemClass(problem.problem_class).label}
    return _("A firm in the field of %(field)s is looking for an expert (%(class)s).") % field


def _part(sentence: str, text: str, remove: Iterable[str]) -> str:
    kept = without_what_identifies(text, remove).strip(" .,;")
    return sentence % kept if kept else ""


def _products_spoken_of(firm: Organisation, words: str) -> list[str]:
    """The firm's products that its problem names: what nobody would ask about says only whose it is."""
    spoken = plain(words).casefold()
    return [product for product in (part.strip() for part in firm.products.split(",")) if product and plain(product).casefold() in spoken]


def _places_of(problem: Problem) -> list[str]:
    complexes = Complex.objects.filter(programme_id=problem.programme_id).values_list("name_ko", "name_en")
    sites = problem.firm.sites.values_list("address", flat=True)
    addresses = [word for address in sites for word in address.split() if len(word) > 1]
    return [name for pair in complexes for name in pair if name] + addresses


def _forms_of(name: str) -> set[str]:
    """A name as it is written, without its legal form, and a complex without the word complex."""
    core = rules.without_legal_form(name)
    shorter = re.sub(r"\s?(?:국가)?(?:산업단지|산단)$|\s?(?:industrial )?complex$", "", core, flags=re.IGNORECASE)
    return {form for form in (plain(name).strip(), core, shorter) if len(form) > 1}


def _pattern_of(name: str) -> str:
    spaced = r"\s*".join(re.escape(letter) for letter in name if not letter.isspace())
    return rf"(?<![A-Za-z0-9]){spaced}(?![A-Za-z0-9])" if name.isascii() else spaced


def _without_numbers(text: str) -> str:
    kept: list[str] = []
    place = 0
    for quantity in _QUANTITY.finditer(text):
        kept += [_NUMBER.sub(" ", _CODE.sub(" ", text[place : quantity.start()])), quantity.group()]
        place = quantity.end()
    return "".join([*kept, _NUMBER.sub(" ", _CODE.sub(" ", text[place:]))])


def _tidied(text: str) -> str:
    return _SPACES.sub(lambda found: found.group(1) or found.group(2) or "", text).strip()
