"""The verdict machine: the rows of a sheet are read, planned and applied in chunks, each in one transaction.

A row that was taken in is `unchanged` when it comes again. So an import that was killed is resumed by starting it again: whole chunks are in, and the
others are done now. A dry run does the same work in a transaction that is rolled back, so that its verdicts are the real ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.platform.audit.journal import record_acts
from minicluster.platform.imports.columns import Sheet
from minicluster.platform.imports.fields import Clerk, Kind, Row
from minicluster.platform.imports.memory import Memory
from minicluster.platform.imports.plans import Plan
from minicluster.platform.imports.reading import read_rows, refusal_at, shown
from minicluster.platform.imports.refusing import Refusal, RowRefusedError
from minicluster.platform.imports.verdicts import Report, Verdict
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError

ROWS_PER_CHUNK = 500
ACTION = "import_records"
_LOCK = 0x696D70  # "imp": the first half of the advisory lock; the programme is the second

NumberedRow = tuple[int, Row | list[Refusal]]


@dataclass
class Import:
    """One import under way."""

    kind: Kind
    sheet: Sheet
    programme: Any
    actor: Viewer
    report: Report
    progress: Callable[[int], None] = lambda _rows: None
    said: dict[tuple[str, int, str], tuple[int, Any]] = field(default_factory=dict)
    memory: Memory = field(init=False)

    def run(self) -> Report:
        """Take the rows in, chunk by chunk.

        Raises:
            IllegalStepError: another import into this programme is under way.
        """
        with _alone(self.programme.pk):
            if self.report.dry_run:
                with transaction.atomic():
                    self._take_all_in()
                    transaction.set_rollback(True)
            else:
                self._take_all_in()
        return self.report

    def _take_all_in(self) -> None:
        """Take in the rows known from an earlier import, then the others, then again those that were refused, as long as one gets through.

        For a row may speak of a record that a later row brings, and the end must not depend on how often the import was started.
        """
        rows = list(read_rows(self.sheet))
        self.memory = Memory(self.programme.pk, self.kind.name, (row for _number, row in rows if isinstance(row, Row)))
        waiting = sorted(rows, key=lambda entry: not (isinstance(entry[1], Row) and self.memory.knows(entry[1])))
        while waiting:
            for chunk in _chunks(iter(waiting)):
                with transaction.atomic():
                    verdicts = self._take_in(chunk)
                # Only what is committed counts as done.
                self.report.note(verdicts)
                self.progress(len(self.report.verdicts))
            refused = {verdict.row for verdict in self.report.refused}
            again = [entry for entry in waiting if isinstance(entry[1], Row) and entry[0] in refused]
            waiting = again if len(again) < len(waiting) else []

    def _take_in(self, chunk: Sequence[NumberedRow]) -> list[Verdict]:
        clerk = self.kind.clerk(self.programme)
        plans: dict[int, Plan] = {}
        verdicts = [self._verdict(number, row, clerk, plans) for number, row in chunk]
        self.memory.keep((number, plan.subject.pk) for number, plan in plans.items())
        self._write_journal(list(plans.values()), chunk)
        if not self.report.dry_run:
            clerk.finish([record for plan in plans.values() for record in plan.touched])
        return verdicts

    def _verdict(self, number: int, row: Row | list[Refusal], clerk: Clerk, plans: dict[int, Plan]) -> Verdict:
        if not isinstance(row, Row):
            return Verdict(number, "refused", refusals=tuple(row))
        try:
            plan: Plan = clerk.plan(self.memory.recall(row))
            self._compare_with_earlier_rows(plan)
        except RowRefusedError as refused:
            return Verdict(number, "refused", refusals=(refusal_at(self.sheet, number, refused.field, refused.reason, refused.cure),))
        verdict, fields = plan.verdict, tuple(plan.fields)
        for record in plan.apply():
            clerk.learn(record)
        self._remember(plan, number)
        plans[number] = plan
        return Verdict(number, verdict, record=f"{_type_of(plan.subject)}-{plan.subject.pk}", fields=fields)

    def _compare_with_earlier_rows(self, plan: Plan) -> None:
        for record, name, value in plan.said:
            earlier, other = self.said.get((type(record).__name__, record.pk, name), (0, value))
            if other != value:
                # A fact of a day is called by its field and the day.
                about = name.partition(" ")[0]
                raise RowRefusedError(
                    about,
                    format_lazy(
                        gettext_lazy("Row {row} of this file says otherwise about the same record: {field} “{value}”."),
                        row=earlier,
                        field=about,
                        value=shown(other),
                    ),
                    gettext_lazy("Decide which of the two rows is right and mend or remove the other."),
                )

    def _remember(self, plan: Plan, number: int) -> None:
        for record, name, value in plan.said:
            self.said.setdefault((type(record).__name__, record.pk, name), (number, value))
        self.report.came_along.update(record.record_type for record in plan.new if record is not plan.subject and hasattr(record, "record_type"))

    def _write_journal(self, plans: Sequence[Plan], chunk: Sequence[NumberedRow]) -> None:
        """One act on each record that was created or changed, and one on the programme for the chunk."""
        changed = [plan for plan in plans if plan.verdict != "unchanged"]
        if changed:
            # Ids and field names only: no value of a row enters the journal.
            why = (
                f"{self.kind.name}: {self.report.file}, {self.sheet.table.name} {min(number for number, _row in chunk)}–{max(number for number, _row in chunk)}"
            )
            acts: list[tuple[str, int, list[str]]] = [("programme", self.programme.pk, [])]
            acts += [(_type_of(plan.subject), plan.subject.pk, plan.fields) for plan in changed]
            record_acts(actor=self.actor, action=ACTION, programme_id=self.programme.pk, at=self.programme.now(), acts=acts, why=why)


def _type_of(record: Any) -> str:
    """The kind of a record as in its reference; a record without a page of its own goes by its model's name."""
    return getattr(record, "record_type", type(record).__name__.lower())


def _chunks(rows: Iterator[NumberedRow]) -> Iterator[list[NumberedRow]]:
    while chunk := list(islice(rows, ROWS_PER_CHUNK)):
        yield chunk


class _alone:  # noqa: N801  # reads as a word: with _alone(programme)
    """Hold the programme for this import; a second one at the same time is refused, because neither would see what the other creates."""

    def __init__(self, programme_id: int) -> None:
        self._key = (_LOCK, programme_id)

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", self._key)
            if not cursor.fetchone()[0]:
                raise IllegalStepError(_("Another import into this programme is under way. Nothing was changed; start again when it has ended."))

    def __exit__(self, *_error: object) -> None:
        # A connection that broke has let go of the lock by itself.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", self._key)
