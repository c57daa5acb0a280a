"""Rating an introduction: each side for itself, without having seen what the other said."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.models import Introduction, Rating

Side = rules.RatingSide


@transaction.atomic
def rate_introduction(*, actor: Viewer, introduction: Introduction, rating: int, sentence: str = "") -> Introduction:
    """Rate an introduction from 1 to 5 with a sentence, as the firm or as the expert; each may change it until the other side's can be seen.

    A side that is silent for a fortnight may still rate for the first time; it is marked that the other's could be read by then.

    Raises:
        IllegalStepError: they have not met yet, or the own rating stands because the other's can be seen.
        InvalidInputError: the rating is not from 1 to 5.
    """
    rules.PERMISSIONS.require(actor, "rate_introduction", introduction.place())
    refuse_resident_registration_numbers(sentence=sentence)
    if locked(introduction).state not in rules.CAN_BE_RATED:
        raise IllegalStepError(_("An introduction is rated once both sides have met. Nothing was changed."))
    if not 1 <= rating <= rules.BEST_RATING:
        raise InvalidInputError(_("Please rate from 1 to 5. Nothing was changed."), field="rating")
    side = Side.EXPERT if actor.role is Role.EXPERT else Side.FIRM
    given = {row.side: row for row in introduction.ratings.all()}
    is_open = rules.ratings_are_open({side_: row.rated_at for side_, row in given.items()}, introduction.now())
    if is_open and side in given:
        raise IllegalStepError(_("Your rating stands: the other side's can be read by now. Nothing was changed."))
    facts = {"stars": rating, "sentence": sentence.strip()[:300], "rated_at": introduction.now(), "after_seeing_the_other": is_open}
    own = {"programme_id": introduction.programme_id, "invented": introduction.invented}
    Rating.objects.update_or_create(introduction=introduction, side=side, defaults=facts, create_defaults=facts | own)
    _keep_figure(introduction, side, rating)
    record_act(actor=actor, action="rate_introduction", record=introduction, fields=[f"{side}_rating"])
    return introduction


def _keep_figure(introduction: Introduction, side: str, stars: int) -> None:
    """The figure stands with the introduction too, where lists and statistics read it."""
    setattr(introduction, f"{side}_rating", stars)
    introduction.save(update_fields=[f"{side}_rating"])
