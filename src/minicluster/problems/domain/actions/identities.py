"""Whether two people are one: decided by a person, remembered by the next import, and taken back as it was."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError
from minicluster.problems import rules
from minicluster.problems.domain.indexing import index_together
from minicluster.problems.models import Evidence, Expertise, PairState, PersonPair


@transaction.atomic
def join_people(*, actor: Viewer, pair: PersonPair, why: str = "") -> PersonPair:
    """Say that the two are one person: what the later one brought stands with the earlier one from now on.

    Raises:
        IllegalStepError: it was decided before, or the later one is one with somebody else.
    """
    _begin(actor, pair, PairState.SAME)
    _refuse_joined(pair.later_id, pair.earlier_id)
    repeated = _repeated(pair)
    Evidence.objects.filter(pk__in=repeated).update(disowned_at=pair.now())
    pair.moved = {
        "evidence": _hand_over(Evidence, pair.later, pair.earlier),
        "expertise": _hand_over(Expertise, pair.later, pair.earlier),
        "repeated": repeated,
    }
    return _decide(actor, pair, PairState.SAME, "join_people", why=why)


@transaction.atomic
def keep_apart(*, actor: Viewer, pair: PersonPair, why: str = "") -> PersonPair:
    """Say that the two are different people.

    Raises:
        IllegalStepError: it was decided before.
    """
    _begin(actor, pair, PairState.DIFFERENT)
    return _decide(actor, pair, PairState.DIFFERENT, "keep_apart", why=why)


@transaction.atomic
def reopen_identity(*, actor: Viewer, pair: PersonPair, why: str = "") -> PersonPair:
    """Take a decision back: each has again what they had, and what came since under the later one's name goes to them.

    Raises:
        IllegalStepError: nothing was decided yet.
    """
    rules.PERMISSIONS.require(actor, "review_identities", pair.place())
    stored = locked(pair)
    if stored.state == PairState.OPEN:
        raise IllegalStepError(_("Nothing was decided here yet. Nothing was changed."))
    if stored.state == PairState.SAME:
        _refuse_joined(stored.earlier_id)
        _give_back(stored)
    pair.moved = {}
    return _decide(actor, pair, PairState.OPEN, "reopen_identity", why=why, before=stored.state)


def _begin(actor: Viewer, pair: PersonPair, state: str) -> None:
    rules.PERMISSIONS.require(actor, "review_identities", pair.place())
    # Both people are locked in the order of their numbers, so that two decisions about them cannot cross.
    list(Person.objects.select_for_update().filter(pk__in=(pair.earlier_id, pair.later_id)).order_by("pk"))
    if locked(pair).state != PairState.OPEN:
        raise IllegalStepError(_("It was decided before whether these two are one. Nothing was changed; take that decision back first."))
    pair.state = state


def _hand_over(model: Any, giver: Person, taker: Person) -> list[int]:
    rows = model.objects.filter(person=giver)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(person=taker)
    _let_search_know(model, taker, pks)
    return pks


def _refuse_joined(*pks: int) -> None:
    """A person who is one with somebody else has nothing of their own to join or to give back."""
    if PersonPair.objects.filter(later__in=pks, state=PairState.SAME).exists():
        raise IllegalStepError(_("This person was joined with another one before. Nothing was changed; take that decision back first."))


def _repeated(pair: PersonPair) -> list[int]:
    """Evidence of the later one for a work for which the earlier one has evidence too: it must not count twice."""
    own = Evidence.objects.filter(person=pair.earlier, disowned_at=None)
    ids, titles = set(own.exclude(external_id="").values_list("external_id", flat=True)), set(own.values_list("title", "year"))
    brought = Evidence.objects.filter(person=pair.later, disowned_at=None).order_by("pk")
    return [one.pk for one in brought if one.external_id in ids or (one.title, one.year) in titles]


def _give_back(pair: PersonPair) -> None:
    Evidence.objects.filter(pk__in=pair.moved.get("repeated", ())).update(disowned_at=None)
    evidence = Q(pk__in=pair.moved.get("evidence", ())) | Q(identity__person=pair.later)
    for model, brought in ((Evidence, evidence), (Expertise, Q(pk__in=pair.moved.get("expertise", ())))):
        rows = model.objects.filter(brought, person=pair.earlier)
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        model.objects.filter(pk__in=pks).update(person=pair.later)
        _let_search_know(model, pair.later, pks)


def _let_search_know(model: Any, owner: Person, pks: list[int]) -> None:
    index_together(owner.programme, model.objects.filter(pk__in=pks).order_by("pk"))


def _decide(actor: Viewer, pair: PersonPair, state: str, action: str, *, why: str, before: str = PairState.OPEN) -> PersonPair:
    pair.state = state
    pair.decided_at = None if state == PairState.OPEN else pair.now()
    pair.decided_by_id = None if state == PairState.OPEN else actor.user_id
    pair.save(update_fields=["state", "moved", "decided_at", "decided_by"])
    record_act(actor=actor, action=action, record=pair, fields=sorted(pair.moved), why=why, from_state=before, to_state=state)
    return pair
