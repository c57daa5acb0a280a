"""Pages after a meeting: the three questions, what came of them, and who met whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import answer_survey, follow_up_answer
from minicluster.meetings.domain.encounters import encounters_at
from minicluster.meetings.domain.queries import activity_for
from minicluster.meetings.domain.survey import answer_to_follow_up, attendance_behind, survey_texts_of, with_texts
from minicluster.meetings.forms.survey import FollowUpForm, SurveyForm
from minicluster.members.domain.queries import acts_on
from minicluster.members.views.asking import posted
from minicluster.platform.pages import ViewerRequest, open_page, page, page_of, shown_on


@open_page(methods=("GET", "POST"))
def survey(request: ViewerRequest, token: str) -> HttpResponse:
    """The three questions, without an account. Opening the page changes nothing, and it does not show what was answered before."""
    attendance, guest = attendance_behind(token)
    form = SurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            answer_survey(actor=guest, attendance=attendance, **form.cleaned_data)
            messages.success(request, _("Thank you. Your answer is recorded; if you answer again, the latest one counts."))
            return redirect(request.path)
    return render(request, "meetings/survey.html", {"activity": attendance.activity, "form": form})


@page(rules.PERMISSIONS, "view_survey")
def survey_texts(request: ViewerRequest, pk: int) -> HttpResponse:
    """The questions as texts with a link, person by person, to copy into a messenger."""
    shown = activity_for(request.viewer, pk)
    page_ = page_of(request, survey_texts_of(request.viewer, shown))
    return render(request, "meetings/texts.html", {"activity": shown, "page": page_, "texts": with_texts(page_)})


@page(rules.PERMISSIONS, "follow_up_answer", methods=("GET", "POST"))
def follow_up(request: ViewerRequest, pk: int) -> HttpResponse:
    """Somebody who wishes to be called, or met somebody to work with."""
    answer = answer_to_follow_up(request.viewer, pk)
    form = FollowUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            follow_up_answer(actor=request.viewer, answer=answer, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(answer)
    history = acts_on(request.viewer, answer, reads_reasons=True)
    return render(request, "meetings/follow_up.html", {"answer": answer, "form": form, "history": history})


@page(rules.PERMISSIONS, "view_attendance")
def encounters(request: ViewerRequest, pk: int) -> HttpResponse:
    """Who met whom at an activity."""
    shown = activity_for(request.viewer, pk)
    return render(request, "meetings/encounters.html", {"activity": shown, "encounters": encounters_at(request.viewer, shown)})
