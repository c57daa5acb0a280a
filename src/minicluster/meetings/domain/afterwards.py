"""What the page of an activity shows of the time after it, and of the talks beside it."""

from dataclasses import dataclass

from minicluster.meetings import rules
from minicluster.meetings.domain.survey import Survey, answers_to_follow_up, survey_of
from minicluster.meetings.domain.talks import round_of
from minicluster.meetings.models import Activity, SurveyAnswer, TalkRound
from minicluster.platform.permissions import Viewer


@dataclass(frozen=True)
class Afterwards:
    """The survey, who is to be followed up, the round of talks and whether one is offered, and whether there is something to say about who met whom."""

    survey: Survey | None
    follow_ups: list[SurveyAnswer]
    talk_round: TalkRound | None
    offers_talks: bool
    shows_encounters: bool

    @property
    def has_talks(self) -> bool:
        """Whether talks of two have a place on the page."""
        return self.talk_round is not None or self.offers_talks


def afterwards_of(viewer: Viewer, activity: Activity) -> Afterwards:
    """What this viewer may see of it."""
    place = activity.place()
    may_set_up = rules.PERMISSIONS.allows(viewer, "set_up_talks", place)
    return Afterwards(
        survey=survey_of(viewer, activity),
        follow_ups=list(answers_to_follow_up(viewer).filter(activity=activity)),
        talk_round=round_of(viewer, activity),
        offers_talks=may_set_up and rules.offers_talks(activity.kind, activity.state),
        shows_encounters=rules.is_on_record(activity.state) and rules.PERMISSIONS.allows(viewer, "view_attendance", place),
    )
