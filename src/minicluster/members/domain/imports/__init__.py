"""What a row about organisations, people and members means."""

from minicluster.members.domain.imports.entrance import import_records, programme_to_import_into
from minicluster.members.domain.imports.memberships import MEMBERS
from minicluster.members.domain.imports.organisations import ORGANISATIONS
from minicluster.members.domain.imports.people import PEOPLE

__all__ = ["MEMBERS", "ORGANISATIONS", "PEOPLE", "import_records", "programme_to_import_into"]
