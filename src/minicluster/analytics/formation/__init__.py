"""Propose mini-clusters for a complex: groups of firms, universities, institutes and agencies that keep every rule, with a reason for every member.

`read_organisations` and `read_rules` take the input in, `likeness_of` says who is alike, `propose` forms the groups, `price_of_move` prices a move by hand.
docs/explanation/formation.md says why it is done so.
"""

from minicluster.analytics.formation.board import Board, board_of
from minicluster.analytics.formation.explaining import Conflict, InfeasibleError, explain
from minicluster.analytics.formation.likeness import Likeness, likeness_of
from minicluster.analytics.formation.moving import Price, price_of_move
from minicluster.analytics.formation.organisations import Organisations, Role, read_organisations
from minicluster.analytics.formation.proposing import Group, Member, Proposal, Trial, as_data, propose
from minicluster.analytics.formation.requirements import Requirements, requirements
from minicluster.analytics.formation.rules import Kind, Rule, parse_rules, read_rules, rules_from
from minicluster.analytics.formation.rules_error import RulesError
from minicluster.analytics.formation.stability import Stability
from minicluster.analytics.formation.violations import Violation, violations
from minicluster.analytics.formation.wording import Wording

__all__ = [
    "Board", "Conflict", "Group", "InfeasibleError", "Kind", "Likeness", "Member", "Organisations", "Price", "Proposal", "Requirements", "Role", "Rule", "RulesError",
    "Stability", "Trial", "Violation", "Wording", "as_data", "board_of", "explain", "likeness_of", "parse_rules", "price_of_move", "propose", "read_organisations", "read_rules",
    "requirements", "rules_from", "violations",
]  # fmt: skip
