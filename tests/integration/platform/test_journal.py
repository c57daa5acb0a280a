import pytest
from django.db import Error, transaction
from factories import make_group, make_viewer

from minicluster.platform.audit.journal import history_of, take_step
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db


def test_a_step_changes_the_state_and_says_who_when_and_why():
    group = make_group()
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    take_step(group, "graduate_group", actor=office, why="stands on its own feet")
    group.refresh_from_db()
    assert group.state == "graduated"
    assert list(history_of(group).values_list("action", "from_state", "to_state", "role", "why")) == [
        ("graduate_group", "active", "graduated", "programme_office", "stands on its own feet")
    ]


@pytest.mark.parametrize(("verb", "why", "refusal"), [("found_group", "", IllegalStepError), ("close_group", " ", InvalidInputError)])
def test_an_illegal_step_or_a_missing_reason_changes_nothing(verb, why, refusal):
    group = make_group()
    with pytest.raises(refusal):
        take_step(group, verb, actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme), why=why)
    group.refresh_from_db()
    assert group.state == "active"
    assert not AuditEntry.objects.exists()


def test_another_programme_is_not_visible_and_a_foreign_complex_not_allowed():
    group, other = make_group(), make_group()
    with pytest.raises(NotVisibleError):
        take_step(group, "close_group", actor=make_viewer(Role.PROGRAMME_OFFICE, other.programme), why="x")
    with pytest.raises(NotAllowedError):
        take_step(group, "close_group", actor=make_viewer(Role.COMPLEX_MANAGER, group.programme), why="x")


@pytest.mark.parametrize("change", [lambda: AuditEntry.objects.update(why=""), lambda: AuditEntry.objects.all().delete()])
def test_the_journal_can_only_be_added_to(change):
    group = make_group()
    take_step(group, "begin_yearly_review", actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme))
    with pytest.raises(Error, match="append_only"), transaction.atomic():
        change()
