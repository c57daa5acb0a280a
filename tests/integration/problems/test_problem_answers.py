"""The expert's answer without an account, by the link in the mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.problems.domain import actions
from minicluster.problems.domain.messages import answer_address
from minicluster.problems.domain.queries import introduction_behind

pytestmark = pytest.mark.django_db


def _path(introduction):
    return _path_in(answer_address(introduction))


def _path_in(text):
    return re.search(r"/answer/\S+", text).group()


def test_opening_the_link_changes_nothing_and_shows_only_the_anonymised_summary(stage, client):
    introduction = stage.introduction("asked")
    before = AuditEntry.objects.count()
    pages = [client.get(_path(introduction)).content.decode() for _time in range(3)] + [client.head(_path(introduction)).content.decode()]
    introduction.refresh_from_db()
    assert (introduction.state, introduction.answered_at, AuditEntry.objects.count()) == ("asked", None, before)
    problem = introduction.problem
    hidden = [problem.title, problem.description, stage.firm.name_ko, stage.firm.name_en, stage.contact.name_ko, stage.contact.name_en, problem.reference]
    assert [introduction.summary in page for page in pages[:3]] == [True] * 3
    assert [word for word in hidden if word in pages[0]] == []


def test_the_mail_carries_the_link_and_one_click_accepts(stage, client):
    introduction = stage.introduction("asked")
    path = _path_in(Message.objects.get(recipient=stage.expert.email).body)
    assert client.post(path, {"answer": "accept"}).status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == "accepted"
    entry = AuditEntry.objects.filter(action="accept_introduction").get()
    assert (entry.role, entry.actor_id) == ("expert", None)


def test_declining_needs_a_reason(stage, client):
    introduction = stage.introduction("asked")
    assert list(client.post(_path(introduction), {"answer": "decline", "why": " "}).context["form"].errors) == ["kind"]
    assert list(client.post(_path(introduction), {"answer": "decline", "kind": "other", "why": " "}).context["form"].errors) == ["why"]
    client.post(_path(introduction), {"answer": "decline", "kind": "not_my_field", "why": "금형은 제 분야가 아닙니다."})
    introduction.refresh_from_db()
    assert (introduction.state, introduction.decline.kind, introduction.decline_reason) == ("declined", "not_my_field", "금형은 제 분야가 아닙니다.")


def test_the_second_use_says_that_it_was_answered_and_changes_nothing(stage, client):
    introduction = stage.introduction("accepted")
    acts = AuditEntry.objects.count()
    for answer in ("accept", "decline"):
        page = client.post(_path(introduction), {"answer": answer, "why": "anders"}).content.decode()
        assert ("You accepted on" in page, "not possible while the state" in page) == (True, False)
    introduction.refresh_from_db()
    assert (introduction.state, AuditEntry.objects.count()) == ("accepted", acts)


def test_asking_once_more_makes_the_first_link_invalid(stage, client):
    introduction = stage.introduction("asked")
    first = _path(introduction)
    actions.take_introduction_step(actor=stage.coordinator, introduction=introduction, verb="lapse_introduction")
    assert "The time for an answer has passed" in client.get(first).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        actions.ask_expert(actor=stage.coordinator, introduction=introduction)
        assert first != _path(introduction)
        page = client.post(first, {"answer": "accept"}).content.decode()
        assert "use the link in the latest message" in page
        introduction.refresh_from_db()
        assert introduction.state == "asked"
        assert Message.objects.filter(recipient=stage.expert.email).count() == 2


def test_a_damaged_link_is_not_found_and_an_old_one_says_so(stage, client):
    introduction = stage.introduction("asked")
    assert client.get(_path(introduction)[:-3] + "xx/").status_code == 404
    foreign = signing.dumps([introduction.pk, ""], salt="minicluster.link.survey")
    assert client.get(reverse("problems:answer", args=[foreign])).status_code == 404
    path = _path(introduction)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        old = client.get(path)
    assert (old.status_code, "expired" in old.content.decode()) == (410, True)


def test_the_text_to_copy_stands_on_the_coordinators_page_while_the_expert_is_asked(stage, client):
    from factories import make_user

    introduction = stage.introduction("asked")
    client.force_login(make_user("coordinator", stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    path = _path_in(client.get(introduction.get_absolute_url()).context["request_text"])
    assert introduction_behind(path.split("/")[2]) == (introduction, stage.expert_viewer, True)
    actions.accept_introduction(actor=stage.expert_viewer, introduction=introduction)
    assert client.get(introduction.get_absolute_url()).context["request_text"] == ""
