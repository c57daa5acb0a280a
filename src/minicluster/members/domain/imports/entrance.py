"""Who may import, and into which programme."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.models import Programme
from minicluster.platform.imports.fields import Kind
from minicluster.platform.imports.importing import import_file
from minicluster.platform.imports.opening import read_tables
from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.verdicts import Report
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.refusals import InvalidInputError, RefusedError


def import_records(
    *,
    actor: Viewer,
    programme: Programme,
    kind: Kind,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
    read: Callable[[Path], list[Table]] = read_tables,
) -> Report:
    """Take an office's table into a programme; every row of it gets a verdict. The journal notes it on the programme and on each record.

    `read` is how tables are got from the file, where it is none that an office's program wrote.

    Raises:
        RefusedError: the actor may not, or the file, its columns or the database do not allow it; whole chunks that are in stay in.
    """
    rules.PERMISSIONS.require(actor, "import_records", Place(programme.pk))
    return import_file(path, kind, programme=programme, actor=actor, mapping=mapping, sheet=sheet, dry_run=dry_run, progress=progress, read=read)


def programme_to_import_into(slug: str) -> Programme:
    """The programme of that short name; without one the only programme there is.

    Raises:
        InvalidInputError: there is none, or there are several and none was named.
        RefusedError: the database cannot be read.
    """
    try:
        programmes = list(Programme.objects.order_by("pk"))
    except DatabaseError as error:
        raise RefusedError(_("The database holds no records yet or cannot be read. Nothing was changed; run `minicluster doctor`.")) from error
    fitting = [programme for programme in programmes if slug in ("", programme.slug)]
    if len(fitting) != 1:
        raise InvalidInputError(
            _("Say with --programme into which programme the table goes. Nothing was changed; the programmes are: %(programmes)s.")
            % {"programmes": ", ".join(programme.slug for programme in programmes) or "–"}
        )
    return fitting[0]
