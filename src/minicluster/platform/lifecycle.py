"""Lifecycles as data: states, and the verbs that lead from one to another. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """A verb that leads from any of `sources` to `target`. With `needs_reason` the person must say why."""

    sources: frozenset[str]
    target: str
    needs_reason: bool = False


def step(sources: str | Iterable[str], target: str, *, needs_reason: bool = False) -> Step:
    """Write a `Step` shortly: `step("raised", "diagnosed")`."""
    names = [sources] if isinstance(sources, str) else sources
    return Step(frozenset(names), target, needs_reason)


@dataclass(frozen=True)
class Lifecycle:
    """The lifecycle of one kind of record.

    `steps` maps the verb, which is also the name of the action and of the permission, to its step. `initial` is the state of a new record.
    """

    name: str
    initial: str
    steps: Mapping[str, Step] = field(default_factory=dict)

    @property
    def states(self) -> frozenset[str]:
        """Every state that a record can be in."""
        reached = {step.target for step in self.steps.values()}
        return frozenset({self.initial, *reached}).union(*(step.sources for step in self.steps.values()))

    def target_of(self, verb: str, state: str) -> str | None:
        """The state after `verb`, or None where the step is illegal from `state`."""
        step = self.steps[verb]
        return step.target if state in step.sources else None

    def verbs_from(self, state: str) -> tuple[str, ...]:
        """The verbs that are legal in `state`, in the order in which they were declared."""
        return tuple(verb for verb, step in self.steps.items() if state in step.sources)

    def path_to(self, goal: str) -> tuple[str, ...] | None:
        """A shortest row of verbs from the initial state to `goal`; None where it cannot be reached."""
        rows: dict[str, tuple[str, ...]] = {self.initial: ()}
        frontier = [self.initial]
        while frontier and goal not in rows:
            state = frontier.pop(0)
            for verb in self.verbs_from(state):
                target = self.steps[verb].target
                if target not in rows:
                    rows[target] = (*rows[state], verb)
                    frontier.append(target)
        return rows.get(goal)
