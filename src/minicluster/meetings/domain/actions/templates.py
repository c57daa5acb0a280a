"""The form of a complex office for its minutes."""

from django.db import transaction

from minicluster.meetings import rules
from minicluster.meetings.domain.minutes_papers import refuse_unfit_form
from minicluster.meetings.models import MinutesTemplate
from minicluster.members.models import Complex
from minicluster.platform.audit.journal import record_act
from minicluster.platform.files.storage import store_file
from minicluster.platform.permissions import Viewer


@transaction.atomic
def set_minutes_template(*, actor: Viewer, complex_: Complex, content: bytes, name: str) -> MinutesTemplate:
    """Keep an office's form, into which the minutes of its complex are filled from now on.

    Raises:
        InvalidInputError: it is no .hwpx, or asks for what is not known.
    """
    rules.PERMISSIONS.require(actor, "set_minutes_template", complex_.place())
    refuse_unfit_form(content)
    stored = store_file(content=content, name=name, programme_id=complex_.programme_id, stored_by_id=actor.user_id)
    template, _is_new = MinutesTemplate.objects.update_or_create(
        complex=complex_, defaults={"programme_id": complex_.programme_id, "file": stored, "set_at": complex_.now(), "invented": False}
    )
    record_act(actor=actor, action="set_minutes_template", record=template, fields=["file"])
    return template


@transaction.atomic
def drop_minutes_template(*, actor: Viewer, template: MinutesTemplate) -> None:
    """Go back to our own form; the file stays in store."""
    rules.PERMISSIONS.require(actor, "set_minutes_template", template.place())
    record_act(actor=actor, action="set_minutes_template", record=template, fields=["file"])
    template.delete()
