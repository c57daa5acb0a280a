"""The background work of meetings."""

from minicluster.meetings.domain.action_item_reminders import remind_owners
from minicluster.meetings.domain.dormancy import let_absent_members_sleep
from minicluster.meetings.domain.reminders import remind_of_activities
from minicluster.meetings.domain.survey_mail import remind_of_surveys
from minicluster.meetings.domain.terms import announce_ending_terms
from minicluster.members.models import Programme
from minicluster.platform.jobs.background import periodic_task


@periodic_task("meetings.let_absent_members_sleep", cron="40 * * * *")
def let_absent_members_of_all_programmes_sleep() -> None:
    """Every hour, so that a machine that is off at night misses no day."""
    for programme in Programme.objects.all():
        let_absent_members_sleep(programme)


@periodic_task("meetings.remind_owners", cron="15 * * * *")
def remind_owners_of_all_programmes() -> None:
    """Every hour; each reminder is written once."""
    for programme in Programme.objects.all():
        remind_owners(programme)


@periodic_task("meetings.announce_ending_terms", cron="25 * * * *")
def announce_ending_terms_of_all_programmes() -> None:
    """Every hour; each notice is written once."""
    for programme in Programme.objects.all():
        announce_ending_terms(programme)


@periodic_task("meetings.remind_of_surveys", cron="50 * * * *")
def remind_of_surveys_of_all_programmes() -> None:
    """Every hour; whoever was reminded of an activity is not reminded of it again."""
    for programme in Programme.objects.all():
        remind_of_surveys(programme)


@periodic_task("meetings.remind_of_activities", cron="25 * * * *")
def remind_of_activities_of_all_programmes() -> None:
    """Every hour, so that a reminder of the day before comes at about the hour at which it begins."""
    for programme in Programme.objects.all():
        remind_of_activities(programme)
