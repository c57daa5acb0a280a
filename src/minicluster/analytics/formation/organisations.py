"""The organisations of a complex, read from a table with a row for each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minicluster.analytics.tables import Table, TableError, read_table
from minicluster.analytics.tables.reading import columns_of, numbers, refuse, refuse_twins


class Role(StrEnum):
    """What an organisation is to a mini-cluster."""

    FIRM = "firm"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    AGENCY = "agency"
    GOVERNMENT = "government"
    ASSOCIATION = "association"
    FINANCE = "finance"
    BUYER = "buyer"


REQUIRED: Final = ("id", "name", "role")
TEXTS: Final = ("industry", "industry_name", "industry_name_en", "speciality", "location", "persons")
_ALIASES: Final = {"local government": Role.GOVERNMENT, "local_government": Role.GOVERNMENT}


@dataclass(frozen=True)
class Organisations:
    """Who is to be grouped, in the order of the table's rows.

    Attributes:
        sizes: shape (n,), employees or another size; 0 where the table has no column `size`.
        persons: who would sit in a group for each organisation.
        places: id → row.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    roles: tuple[Role, ...]
    industries: tuple[str, ...]
    industry_names: tuple[str, ...]
    industry_names_en: tuple[str, ...]
    specialities: tuple[str, ...]
    locations: tuple[str, ...]
    persons: tuple[tuple[str, ...], ...]
    sizes: NDArray[np.float64]
    places: dict[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def of_role(self, role: Role) -> NDArray[np.bool_]:
        """Shape (n,): who has that role."""
        return np.array([own is role for own in self.roles])

    def in_industry(self, beginning: str) -> NDArray[np.bool_]:
        """Shape (n,): whose industry code begins so."""
        return np.array([code.startswith(beginning) for code in self.industries])


def read_organisations(table: Table) -> Organisations:
    """Read a table of organisations.

    Args:
        table: columns `id`, `name`, `role` (firm, university, institute, agency, government, association, finance, buyer) and, where there are such,
            `industry` (a code), `industry_name` and `industry_name_en`, `speciality` (a text), `size` (≥ 0), `location`, `persons` (names parted by `;`).

    Raises:
        TableError: a column is missing, an id is empty or stands twice, a role is unknown, a size is negative or no number.

    >>> read_organisations(pl.DataFrame({"id": ["a"], "name": ["Hanbit"], "role": ["firm"], "persons": ["Kim; Lee"]})).persons
    (('Kim', 'Lee'),)
    """
    present = columns_of(table)
    frame, _kind = read_table(table, [*REQUIRED, *(name for name in (*TEXTS, "size") if name in present)])
    for name in REQUIRED:
        refuse(_text(frame, name) == "", "key", f"{name} is empty.", "Fill it in, or leave the row out.")
    refuse_twins(frame, ["id"], "Give each organisation one row and an id of its own.")
    ids, roles = tuple(_text(frame, "id")), _text(frame, "role").str.to_lowercase()
    known = [*(role.value for role in Role), *_ALIASES]
    refuse(~roles.is_in(known), "role", "role is none that is known.", f"Write one of {', '.join(Role)}.")
    texts = {name: tuple(_text(frame, name)) for name in TEXTS}
    return Organisations(
        ids=ids,
        names=tuple(_text(frame, "name")),
        roles=tuple(_ALIASES.get(role) or Role(role) for role in roles),
        industries=texts["industry"],
        industry_names=texts["industry_name"],
        industry_names_en=texts["industry_name_en"],
        specialities=texts["speciality"],
        locations=texts["location"],
        persons=tuple(tuple(dict.fromkeys(name.strip() for name in cell.split(";") if name.strip())) for cell in texts["persons"]),
        sizes=_sizes(frame),
        places={name: row for row, name in enumerate(ids)},
    )


def row_of(organisations: Organisations, name: object, row: int) -> int:
    """The place of an organisation that another table names in its row `row`.

    Raises:
        TableError: there is no such organisation.
    """
    place = organisations.places.get(str(name).strip())
    if place is None:
        raise TableError("organisation", f"There is no organisation {name}.", "Correct the id, or add the organisation to the table.", (row,))
    return place


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [""] * len(frame))
    return frame[name].cast(pl.String).fill_null("").str.strip_chars()


def _sizes(frame: pl.DataFrame) -> NDArray[np.float64]:
    if "size" not in frame.columns:
        return np.zeros(len(frame))
    return numbers(frame, "size", may_be_empty=True).fill_null(0).to_numpy()
