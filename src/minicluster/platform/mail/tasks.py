"""The background work of the outbox."""

from procrastinate.contrib.django import app

from minicluster.platform.mail.outbox import send_waiting_messages


@app.periodic(cron="* * * * *")
@app.task(name="mail.send_waiting", queueing_lock="mail.send_waiting")
def send_waiting(**_period: int) -> None:
    """Send what waits, every minute, where a mail server is named."""
    send_waiting_messages()
