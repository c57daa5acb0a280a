"""Mails about a record to many people at once: each in their own language, each once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from minicluster.members.models import Person, ProgrammeRecord, RoleAssignment
from minicluster.platform.mail.outbox import messages_about, write_message

# Subject and body.
Text = tuple[str, str]


@dataclass(frozen=True)
class Letter:
    """A mail to somebody. What is written on the same occasion again is not sent again."""

    person: Person
    occasion: str
    compose: Callable[[], Text]


def write_letters(record: ProgrammeRecord, letters: Iterable[Letter]) -> int:
    """Put these mails into the outbox in the caller's transaction; how many are new. Whoever has no address gets none."""
    written = set(messages_about(record.record_type, record.pk).values_list("key", flat=True))
    fresh = [letter for letter in letters if letter.person.email and _key(record, letter) not in written]
    languages = languages_of(letter.person for letter in fresh)
    for letter in fresh:
        with translation.override(languages.get(letter.person.pk, settings.LANGUAGE_CODE)):
            subject, body = letter.compose()
        write_message(
            programme_id=record.programme_id,
            key=_key(record, letter),
            recipient=letter.person.email,
            subject=subject,
            body=body,
            record_type=record.record_type,
            record_id=record.pk,
            written_at=record.now(),
        )
    return len(fresh)


def languages_of(people: Iterable[Person]) -> dict[int, str]:
    """In which language each of these people who have an account reads."""
    rows = RoleAssignment.objects.filter(person__in=[person.pk for person in people]).values_list("person_id", "user__language")
    return {person: language for person, language in rows if person and language}


def _key(record: ProgrammeRecord, letter: Letter) -> str:
    return f"{record.reference} {letter.occasion} {letter.person.pk}"
