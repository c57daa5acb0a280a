"""What is worked out of the demonstration's figures through the real actions: where they are going, and what the programme changed."""

from typing import Final

from minicluster.members.models import Programme
from minicluster.outcomes.domain.forecasting import make_forecasts
from minicluster.outcomes.domain.impact import request_impact_study
from minicluster.outcomes.models import Forecast
from minicluster.outcomes.rules import ImpactMeasure
from minicluster.platform.permissions import Role, Viewer

_YEARS_AHEAD: Final = 2
# Those of the article: what is exported and who is employed.
_COMPARED: Final = (ImpactMeasure.EXPORTS, ImpactMeasure.EMPLOYEES)


def load_forecasts(programme: Programme) -> int:
    """Make the forecasts of every series; how many were kept."""
    make_forecasts(actor=_office(programme), horizon=_YEARS_AHEAD)
    return Forecast.objects.filter(programme=programme).exclude(run=None).count()


def load_studies(programme: Programme) -> int:
    """Ask for the comparison of members with others, which takes a worker some seconds each; how many studies were asked for."""
    return len([request_impact_study(actor=_office(programme), measure=measure) for measure in _COMPARED])


def _office(programme: Programme) -> Viewer:
    return Viewer(Role.PROGRAMME_OFFICE, programme.pk)
