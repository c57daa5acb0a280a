"""The messages about a record, for the coordinator who sends them on by messenger."""

from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import messages_about
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.models import Introduction, Problem


def messages_of(viewer: Viewer, record: Problem | Introduction) -> list[Message]:
    """What was written to people about this record, oldest first; nothing for whoever does not coordinate it."""
    if not rules.PERMISSIONS.allows(viewer, "ask_expert", record.place()):
        return []
    return list(messages_about(record.record_type, record.pk))
