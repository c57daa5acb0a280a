"""The background work of the outbox."""

from minicluster.platform.jobs.background import periodic_task
from minicluster.platform.mail.sending import send_waiting_messages


@periodic_task("mail.send_waiting", cron="* * * * *")
def send_waiting() -> None:
    """Send what waits, every minute, where a mail server is named."""
    send_waiting_messages()
