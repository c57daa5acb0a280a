"""What came of an import: a verdict for each row, and their four numbers. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from minicluster.platform.imports.columns import Sheet
from minicluster.platform.imports.refusing import Refusal

VERDICTS = ("created", "updated", "unchanged", "refused")


@dataclass(frozen=True)
class Verdict:
    """What became of a row."""

    row: int
    verdict: str
    record: str = ""
    fields: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For a machine."""
        said: dict[str, Any] = {"row": self.row, "verdict": self.verdict}
        if self.record:
            said |= {"record": self.record, "fields": list(self.fields)}
        if self.refusals:
            said["refusals"] = [refusal.as_data() for refusal in self.refusals]
        return said


@dataclass
class Report:
    """Everything that an import has to say."""

    kind: str
    file: str
    sheet: Sheet
    other_sheets: list[str]
    dry_run: bool
    came_along: Counter[str] = field(default_factory=Counter)
    _by_row: dict[int, Verdict] = field(default_factory=dict)

    def note(self, verdicts: Iterable[Verdict]) -> None:
        """Note verdicts; a row that was tried again has the last one."""
        self._by_row |= {verdict.row: verdict for verdict in verdicts}

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdict of every row, in the order of the table."""
        return [self._by_row[row] for row in sorted(self._by_row)]

    @property
    def numbers(self) -> dict[str, int]:
        """How many rows got each verdict."""
        counted = Counter(verdict.verdict for verdict in self.verdicts)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def refused(self) -> list[Verdict]:
        """The rows that were refused."""
        return [verdict for verdict in self.verdicts if verdict.refusals]

    def as_data(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "kind": self.kind,
            "file": self.file,
            "sheet": self.sheet.table.name,
            "dry_run": self.dry_run,
            "rows": len(self.verdicts),
            **self.numbers,
            "came_along": dict(sorted(self.came_along.items())),
            "columns": [{"column": column.name, "field": column.field.name} for column in self.sheet.columns if column.field],
            "columns_not_taken": [{"column": column.name, "why": column.why_not or None} for column in self.sheet.columns if not column.field and column.name],
            "other_sheets": self.other_sheets,
            "verdicts": [verdict.as_data() for verdict in self.verdicts],
        }
