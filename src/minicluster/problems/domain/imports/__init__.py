"""What a row about expertise, a facility or a problem means; what is imported is found by search at once."""

from collections.abc import Iterable
from typing import Any, Final

from minicluster.members.domain.imports.organisations import ORGANISATIONS as PLAIN_ORGANISATIONS
from minicluster.members.domain.imports.organisations import OrganisationClerk
from minicluster.members.models import Organisation
from minicluster.platform.imports.fields import Kind
from minicluster.problems.domain.imports.choosing import kind_of_expertise
from minicluster.problems.domain.imports.expertise import EXPERTISE
from minicluster.problems.domain.imports.problems import PROBLEMS
from minicluster.problems.domain.imports.work_clerk import WORKS, works_of
from minicluster.problems.domain.indexing import index_together

__all__ = ["EXPERTISE", "ORGANISATIONS", "PROBLEMS", "WORKS", "kind_of_expertise", "works_of"]


class SearchedOrganisationClerk(OrganisationClerk):
    """Knows the organisations of a programme, and that a firm's products are searched."""

    def finish(self, records: Iterable[Any]) -> None:
        """Let search know the firms."""
        index_together(self.programme, [record for record in records if isinstance(record, Organisation)])


ORGANISATIONS: Final = Kind(PLAIN_ORGANISATIONS.name, PLAIN_ORGANISATIONS.fields, SearchedOrganisationClerk)
