"""Keeping an office's own form, and no longer keeping it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.office_forms import asking_of, fields_for
from minicluster.outcomes.domain.reports import Asked
from minicluster.outcomes.models import OfficeForm
from minicluster.platform.audit.journal import record_act
from minicluster.platform.files.storage import store_file
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import InvalidInputError


@transaction.atomic
def keep_office_form(*, actor: Viewer, name: str, kind: str, content: bytes, file_name: str, leaves_unknown: bool = False) -> OfficeForm:
    """Keep an office's form, a copy of which is filled from now on.

    It is looked through first, so that nobody finds out on the last evening of a month: names that are not known are refused, each with the one nearest to it,
    unless `leaves_unknown` says that they are filled in by hand.

    Raises:
        InvalidInputError: the file is no form that can be filled, asks for nothing or for what is not known, or its name is taken.
    """
    programme = Programme.objects.get(pk=actor.programme_id)
    rules.PERMISSIONS.require(actor, "keep_office_form", Place(programme.pk))
    asking = asking_of(content, fields_for(actor, Asked(kind)))
    if asking.unknown and not leaves_unknown:
        raise InvalidInputError(_unknown(asking.unknown), field="file")
    if not asking.known:
        raise InvalidInputError(
            _("The form has no known name such as {{problems_found}}, so that nothing would be filled in. Nothing was stored; the names stand on this page."),
            field="file",
        )
    if OfficeForm.objects.filter(programme=programme, name=name).exists():
        raise InvalidInputError(
            _("A form of this name is kept already. Nothing was stored; choose another name, or remove the older form first."), field="name"
        )
    stored = store_file(content=content, name=file_name, programme_id=programme.pk, stored_by_id=actor.user_id)
    form = OfficeForm.objects.create(programme=programme, name=name, kind=kind, file=stored, stored_at=programme.now())
    record_act(actor=actor, action="keep_office_form", record=form, fields=["name", "kind", "file"])
    return form


def _unknown(unknown: Mapping[str, str]) -> str:
    names = ", ".join(_("%(name)s (do you mean %(near)s?)") % {"name": name, "near": near} if near else name for name, near in unknown.items())
    return _("The form asks for what is not known: %(names)s. Nothing was stored; correct the names, or say that they are filled in by hand.") % {
        "names": names
    }


@transaction.atomic
def drop_office_form(*, actor: Viewer, form: OfficeForm) -> None:
    """No longer keep a form; the file stays in store."""
    rules.PERMISSIONS.require(actor, "keep_office_form", Place(form.programme_id))
    record_act(actor=actor, action="keep_office_form", record=form, fields=["file"])
    form.delete()
