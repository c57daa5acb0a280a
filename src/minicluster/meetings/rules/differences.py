"""Two people wrote on one text: what each has that the other has not, and a text that loses nothing of either."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Side(StrEnum):
    """Where a line stands."""

    BOTH = "both"
    THEIRS = "theirs"
    MINE = "mine"


@dataclass(frozen=True)
class Line:
    """One line, and in whose text it stands."""

    side: Side
    text: str


def differences(theirs: str, mine: str) -> list[Line]:
    """Every line of both texts in reading order; where they differ, theirs first."""
    return list(_compared(theirs.splitlines(), mine.splitlines()))


def merged(theirs: str, mine: str) -> str:
    """The lines of both: whoever merges takes out what is told twice, and need not look for what is missing."""
    return "\n".join(line.text for line in differences(theirs, mine))


def _compared(theirs: list[str], mine: list[str]) -> Iterator[Line]:
    for tag, start, end, mine_start, mine_end in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        side = Side.BOTH if tag == "equal" else Side.THEIRS
        yield from (Line(side, text) for text in theirs[start:end])
        if tag != "equal":
            yield from (Line(Side.MINE, text) for text in mine[mine_start:mine_end])
