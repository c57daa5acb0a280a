"""What is known of a firm before its problem is read: the field in which it works, and so the concepts of the thesaurus that are likelier beforehand."""

from django.db.models import Q

from minicluster.members.models import Group
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.problems import rules
from minicluster.problems.domain.shipped_thesaurus import fields_called
from minicluster.problems.models import Problem, SymptomConcept


def concepts_of_the_trade(problem: Problem) -> frozenset[str]:
    """The keys of the reviewed concepts of the firm's field; empty where its field is none of the thesaurus.

    The field is the speciality of the problem's mini-cluster and of the others of which the firm is a member: by its name, or, for a field that the
    programme added itself, by its short name.
    """
    of_firm = Q(memberships__organisation=problem.firm_id, memberships__state__in=LIVING_MEMBERSHIP)
    groups = list(Group.objects.filter(Q(pk=problem.group_id) | of_firm).distinct().only("slug", "speciality_ko", "speciality_en"))
    fields = fields_called(name for group in groups for name in (group.speciality_ko, group.speciality_en)).union(group.slug for group in groups)
    reviewed = SymptomConcept.objects.filter(programme_id=problem.programme_id, state=rules.ConceptState.REVIEWED, amends=None)
    return frozenset(reviewed.filter(fields__overlap=list(fields)).values_list("key", flat=True))
