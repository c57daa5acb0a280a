"""Pages of talks of two: for those who run the round, and for those who come, by their own links."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import arrange_talks, ask_for_wishes, send_talk_lists, set_up_talks, wish_for_talks
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.domain.talk_links import LIST_LINK, WISH_LINK, round_behind
from minicluster.meetings.domain.talk_mail import texts_of
from minicluster.meetings.domain.talk_sheet import timetable_pdf
from minicluster.meetings.domain.talks import guest_among, guests_of, list_of, round_for, round_of, talks_page, wished_by
from minicluster.meetings.forms.talks import TalkRoundForm, WishForm
from minicluster.meetings.models import Activity, TalkRound
from minicluster.members.models import Person
from minicluster.members.views.asking import ask, posted
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, open_page, page, page_of, shown_on
from minicluster.platform.permissions import Viewer

TALK_STEPS: Final = ("ask_for_wishes", "arrange_talks", "send_talk_lists")


@page(rules.PERMISSIONS, "view_talks")
def talks(request: ViewerRequest, pk: int) -> HttpResponse:
    """A round of talks: who wishes, the timetable, and how well it meets the wishes."""
    viewer, shown = request.viewer, activity_for(request.viewer, pk)
    found, place = round_for(viewer, shown), shown.place()
    steps = [verb for verb in TALK_STEPS if rules.can_be_arranged(shown.state) and rules.PERMISSIONS.allows(viewer, verb, place)]
    return render(request, "meetings/talks.html", {"activity": shown, "round": found, "talks": talks_page(found), "steps": steps})


@page(rules.PERMISSIONS, "set_up_talks", methods=("GET", "POST"))
def talks_set_up(request: ViewerRequest, pk: int) -> HttpResponse:
    """Time and tables of a round."""
    shown = activity_for(request.viewer, pk, to="set_up_talks")
    form = TalkRoundForm(posted(request), initial=_set_up_so_far(request.viewer, shown))
    return ask(request, form, lambda typed: set_up_talks(actor=request.viewer, activity=shown, **typed), verb="set_up_talks", back=None, lead=str(shown))


def _set_up_so_far(viewer: Viewer, shown: Activity) -> dict[str, Any]:
    found = round_of(viewer, shown)
    if found is None:
        return {"starts_at": shown.starts_at, "slots": 4, "tables": 10}
    return {"starts_at": found.starts_at, "slot_minutes": found.slot_minutes, "slots": found.slots, "tables": found.tables}


@page(rules.PERMISSIONS, "arrange_talks", methods=("GET", "POST"))
def talks_step(request: ViewerRequest, pk: int, verb: str) -> HttpResponse:
    """Ask for wishes, arrange the talks, or send everyone their list."""
    acts: dict[str, Callable[[TalkRound], str]] = {
        "ask_for_wishes": lambda found: _mails(ask_for_wishes(actor=request.viewer, talk_round=found)),
        "arrange_talks": lambda found: _arranged(request.viewer, found),
        "send_talk_lists": lambda found: _mails(send_talk_lists(actor=request.viewer, talk_round=found)),
    }
    if verb not in acts:
        raise Http404
    found = round_for(request.viewer, activity_for(request.viewer, pk), to=verb)
    form = PlainForm(posted(request))
    return ask(request, form, lambda _typed: messages.info(request, acts[verb](found)), verb=verb, back=found)


def _mails(number: int) -> str:
    return ngettext("%(number)s mail was written.", "%(number)s mails were written.", number) % {"number": number}


def _arranged(viewer: Viewer, found: TalkRound) -> str:
    before = found.talks.count()
    timetable = arrange_talks(actor=viewer, talk_round=found)
    if not before:
        return _("%(talks)s talks were arranged.") % {"talks": len(timetable.talks)}
    return _("%(talks)s talks are arranged now; %(kept)s of the %(before)s before stayed where they were.") % {
        "talks": len(timetable.talks),
        "kept": timetable.kept,
        "before": before,
    }


@page(rules.PERMISSIONS, "wish_for_talks", methods=("GET", "POST"))
def talks_wish(request: ViewerRequest, pk: int, person_pk: int) -> HttpResponse:
    """Write down wishes that somebody told."""
    found = round_for(request.viewer, activity_for(request.viewer, pk))
    person = guest_among(found, person_pk)
    form = _wish_form(request, found, person)
    return ask(request, form, lambda _typed: _wish(request.viewer, found, person, form), verb="wish_for_talks", back=found, lead=str(person))


def _wish_form(request: ViewerRequest, found: TalkRound, person: Person) -> WishForm:
    others = [guest for guest in guests_of(found.activity) if guest.person.pk != person.pk]
    return WishForm(posted(request), talk_round=found, guests=others, initial=wished_by(found, person))


def _wish(viewer: Viewer, found: TalkRound, person: Person, form: WishForm) -> None:
    wish_for_talks(actor=viewer, talk_round=found, person=person, wanted=form.wanted(), pauses=form.pauses())


@page(rules.PERMISSIONS, "view_talks")
def talks_texts(request: ViewerRequest, pk: int) -> HttpResponse:
    """The questions, or once the talks are arranged the lists, as texts with a link to copy into a messenger."""
    shown = activity_for(request.viewer, pk)
    page_ = page_of(request, texts_of(round_for(request.viewer, shown)))
    return render(request, "meetings/texts.html", {"activity": shown, "page": page_, "texts": page_})


@page(rules.PERMISSIONS, "view_talks")
def talks_pdf(request: ViewerRequest, pk: int) -> HttpResponse:
    """The timetable for the wall."""
    found = round_for(request.viewer, activity_for(request.viewer, pk))
    headers = {"Content-Disposition": f'inline; filename="talks-{found.activity_id}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(timetable_pdf(found), content_type="application/pdf", headers=headers)


@open_page(methods=("GET", "POST"))
def talk_wishes(request: ViewerRequest, token: str) -> HttpResponse:
    """Whom one wants to meet, without an account. Opening the page changes nothing."""
    found, person, guest = round_behind(WISH_LINK, token)
    form = _wish_form(request, found, person)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            _wish(guest, found, person, form)
            messages.success(request, _("Thank you. Your wishes are recorded; until the talks are arranged you can change them here."))
            return redirect(request.path)
    is_open = found.arranged_at is None and rules.can_be_arranged(found.activity.state)
    return render(request, "meetings/talk_wishes.html", {"round": found, "person": person, "form": form, "is_open": is_open})


@open_page()
def talk_list(request: ViewerRequest, token: str) -> HttpResponse:
    """One's own talks, without an account."""
    found, person, _guest = round_behind(LIST_LINK, token)
    return render(request, "meetings/talk_list.html", {"round": found, "person": person, "talks": list_of(found, person)})
