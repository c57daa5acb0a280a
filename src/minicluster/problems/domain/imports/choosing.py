"""What a file about expertise is: an office's table of experts and facilities, or a list of works."""

from collections.abc import Callable
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.members.models import Group, Person, Programme
from minicluster.platform.imports.fields import Kind
from minicluster.platform.imports.tables import Table
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain.imports.bibliography.recognising import FORMATS, recognise
from minicluster.problems.domain.imports.expertise import EXPERTISE
from minicluster.problems.domain.imports.work_clerk import works_of


def kind_of_expertise(path: Path, *, programme: Programme, form: str = "", owner: str = "", group: str = "") -> tuple[Kind, Callable[[Path], list[Table]]]:
    """The kind of record in a file, and what reads tables from it.

    Raises:
        InvalidInputError: the format, the person or the mini-cluster is not known, or the file cannot be read.
    """
    if form not in {"", *FORMATS}:
        raise InvalidInputError(
            _("There is no format “%(format)s”. Nothing was changed; the formats are: %(formats)s.") % {"format": form, "formats": ", ".join(FORMATS)}
        )
    found, read = recognise(path, form)
    if found == "table":
        if owner or group:
            raise InvalidInputError(_("--person and --only-group are for lists of works, and this file is a table of experts. Nothing was changed."))
        return EXPERTISE, read
    return works_of(_person(programme, owner), _group(programme, group)), read


def _person(programme: Programme, said: str) -> Person | None:
    if not said:
        return None
    number = said.removeprefix("person-")
    wanted = Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) <= len("999999999999999999") else Q(orcid=said)
    found = Person.objects.filter(wanted, programme=programme).select_related("programme").first()
    if found is None:
        raise InvalidInputError(_("There is no person “%(person)s” in this programme. Nothing was changed; write person-12 or an ORCID iD.") % {"person": said})
    return found


def _group(programme: Programme, slug: str) -> Group | None:
    if not slug:
        return None
    found = list(Group.objects.filter(programme=programme, slug=slug)[:2])
    if len(found) != 1:
        raise InvalidInputError(_("There is not just one mini-cluster with the short name “%(slug)s”. Nothing was changed.") % {"slug": slug})
    return found[0]
