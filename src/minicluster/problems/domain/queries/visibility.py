"""Which problems, introductions and projects a viewer sees, and whose text they may read, as filters; `Problem.show_to` does the same for a record in hand."""

from django.db.models import Q

from minicluster.members.domain.queries import within
from minicluster.platform.permissions import Role, Scope, Viewer
from minicluster.problems import rules
from minicluster.problems.models import Introduction, ProjectPartner


def visible_problems(viewer: Viewer) -> Q:
    """The problems whose row this viewer may see, readable or not: `rules.may_see_problem` as a filter; a property test holds the two together."""
    if rules.PERMISSIONS.scope(viewer, "view_problem") is None:
        return Q(pk__in=[])
    return near_problems(viewer) | Q(programme_id=viewer.programme_id, secrecy__lte=rules.Secrecy.PROGRAMME)


def near_problems(viewer: Viewer) -> Q:
    """The problems that stand where this viewer's permission reaches, whatever their secrecy: those they have to do with."""
    scope = rules.PERMISSIONS.scope(viewer, "view_problem")
    if scope is Scope.PERSON:
        return Q(programme_id=viewer.programme_id) & _disclosed_to(viewer)
    return within(scope, viewer, organisation="firm", group="group", complex_="group__complex")


def readable_problems(viewer: Viewer) -> Q:
    """The problems whose text this viewer may read: `rules.may_read_problem_text` as a filter; a property test holds the two together."""
    readable = Q(secrecy=rules.Secrecy.PUBLIC)
    if viewer.role is Role.FIRM_USER:
        readable |= Q(firm__in=viewer.organisation_ids)
    if viewer.role is Role.COORDINATOR:
        readable |= Q(group__in=viewer.group_ids)
    if viewer.role is Role.EXPERT:
        readable |= _disclosed_to(viewer)
    if not viewer.is_anonymous:
        readable |= Q(secrecy=rules.Secrecy.PROGRAMME) | Q(secrecy=rules.Secrecy.GROUP, group__in=viewer.group_ids)
    if viewer.role is Role.COMPLEX_MANAGER:
        readable |= Q(secrecy=rules.Secrecy.GROUP, group__complex__in=viewer.complex_ids)
    return Q(programme_id=viewer.programme_id) & readable


def _disclosed_to(viewer: Viewer) -> Q:
    return Q(pk__in=Introduction.objects.filter(expert_id=viewer.person_id or 0).exclude(disclosed_at=None).values("problem_id"))


def visible_introductions(viewer: Viewer) -> Q:
    """The introductions that this viewer sees: a firm once its coordinator has confirmed them, an expert once asked."""
    reach = within(rules.PERMISSIONS.scope(viewer, "view_introduction"), viewer, person="expert", organisation="problem__firm", group="problem__group")
    if viewer.role is Role.FIRM_USER:
        return reach & ~Q(state__in=rules.HIDDEN_FROM_FIRM)
    return reach & Q(asked_at__isnull=False) if viewer.role is Role.EXPERT else reach


def visible_projects(viewer: Viewer) -> Q:
    """The projects that this viewer sees: by the problem's place, or as a partner."""
    scope = rules.PERMISSIONS.scope(viewer, "view_project")
    partners = ProjectPartner.objects.values("project_id")
    own = Q(programme_id=viewer.programme_id)
    if scope is Scope.PERSON:
        return own & Q(pk__in=partners.filter(person_id=viewer.person_id or 0))
    if scope is Scope.ORGANISATION:
        return own & (Q(problem__firm__in=viewer.organisation_ids) | Q(pk__in=partners.filter(organisation_id__in=viewer.organisation_ids)))
    return within(scope, viewer, group="problem__group", complex_="problem__group__complex")
