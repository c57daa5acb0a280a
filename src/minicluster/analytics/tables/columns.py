"""Which column of a table plays which part."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Columns:
    """The columns of a long table of activity; without `year` it is of one moment."""

    region: str = "region"
    industry: str = "industry"
    value: str = "value"
    year: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that together name a cell."""
        return (self.region, self.industry, *((self.year,) if self.year else ()))
