"""A record's way through its lifecycle: dated acts that the same rules check, the state they lead to, and their journal. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from minicluster.demonstration.chronicle import at_hour
from minicluster.demonstration.plan import Key, Plan
from minicluster.members.models import record_type_of
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.lifecycle import Lifecycle
from minicluster.platform.permissions import PermissionMap, Role

# The evening before the weekend on which the demonstration's clock is set: nothing planned lies after it.
CUTOFF: Final = at_hour(date(2007, 10, 19), 19)
_LIKELY_ROLES: Final = (Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE)


@dataclass(frozen=True)
class Act:
    """A verb and when it was done, with the reason where the step needs one."""

    verb: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Way:
    """The acts on one record, in their order."""

    acts: Sequence[Act]
    state: str
    states: Sequence[str]

    def time_of(self, *verbs: str) -> datetime | None:
        """When the first of these verbs was done, if one was."""
        return next((act.at for act in self.acts if act.verb in verbs), None)

    def day_of(self, *verbs: str) -> date | None:
        """On which day it was."""
        at = self.time_of(*verbs)
        return at.date() if at else None

    def since(self, beginning: datetime) -> datetime:
        """Since when the record has been in its state."""
        return self.acts[-1].at if self.acts else beginning


def walk(lifecycle: Lifecycle, acts: Iterable[Act]) -> Way:
    """Lead a new record through the acts that lie before the cutoff.

    Raises:
        ValueError: a step is illegal, needs a reason that is missing, or lies before the one before it.
    """
    state, states = lifecycle.initial, [lifecycle.initial]
    done: list[Act] = []
    for act in acts:
        if act.at > CUTOFF:
            break
        target = lifecycle.target_of(act.verb, state)
        if target is None or (lifecycle.steps[act.verb].needs_reason and not act.why) or (done and act.at < done[-1].at):
            message = f"{lifecycle.name}: {act.verb} at {act.at} is not possible from {state}"
            raise ValueError(message)
        state = target
        states.append(state)
        done.append(act)
    return Way(tuple(done), state, tuple(states))


def likely_role(permissions: PermissionMap, action: str) -> Role:
    """Who usually does it, among those who may."""
    grants: Mapping[Role, object] = permissions[action]
    return next(role for role in _LIKELY_ROLES if role in grants)


def write_journal(plan: Plan, record: Key, permissions: PermissionMap, way: Way, *, coordinator: Key, born: tuple[str, datetime] | None = None) -> None:
    """Plan the journal of a record: its making, then every step."""
    entries = [(born[0], born[1], "", "", way.states[0])] if born else []
    entries += [(act.verb, act.at, act.why, before, after) for act, before, after in zip(way.acts, way.states, way.states[1:], strict=False)]
    for action, at, why, before, after in entries:
        role = likely_role(permissions, action)
        plan.add(
            AuditEntry, actor_id=coordinator if role is Role.COORDINATOR else None, role=role.value, action=action, why=why,
            record_type=record_type_of(record.model), record_id=record, from_state=before, to_state=after, programme_time=at,
        )  # fmt: skip
