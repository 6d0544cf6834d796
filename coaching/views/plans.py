"""The coach's calendar: a team's week, an athlete's weeks, and what is planned in them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from athletes import plan_words
from athletes.forms.plans import PlanForm, plan_as_initial
from athletes.models import PlanKind, PlannedSession, Session
from athletes.plan import monday_of
from athletes.services.plans import (
    Entry,
    change_plan,
    delete_plan,
    end_overload,
    plan,
    plan_overload,
)
from athletes.views.plans import asked_day
from coaching import words
from coaching.access import (
    staff_team_or_404,
    team_overload_or_404,
    team_planned_or_404,
    visible_member_or_404,
)
from coaching.forms.plans import (
    OverloadForm,
    PhaseForm,
    TeamPlanForm,
    TemplateForm,
    WeekForm,
)
from coaching.models import Task, WeekTemplate
from coaching.selectors.known_plans import is_told
from coaching.selectors.moved import moved_of
from coaching.selectors.phases import in_week, lines_of, phases_from
from coaching.selectors.plans import (
    athlete_plan,
    members_of,
    name_of,
    team_plan,
)
from coaching.services.plans import (
    copy_week,
    delete_template,
    fill_from_template,
    save_template,
)
from recovery.http import wants_fragment
from recovery.words import and_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from coaching.access import Member
    from coaching.models import Team
    from coaching.selectors.moved import Moved
    from coaching.services.plans import Filled
    from recovery.http import AppHttpRequest


@require_GET
def week(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Show the team's week, and what does not go together in it."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    return week_page(request, team, now=now)


@require_GET
def athlete(request: AppHttpRequest, team_id: uuid.UUID, athlete_id: uuid.UUID) -> HttpResponse:
    """Show four weeks of one athlete."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now)
    member = visible_member_or_404(team, athlete_id, now=now)
    monday = asked_monday(request, now=now)
    shown = athlete_plan(team, member, monday, now=now)
    context = {
        "team": team,
        "plan": shown,
        "monday": monday,
        "previous": monday - dt.timedelta(weeks=1),
        "next": monday + dt.timedelta(weeks=1),
        "athlete_id": athlete_id,
        "moved": _moved(request, team, [member]),
    }
    return render(request, "coaching/athlete_plan.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Plan something for one athlete, for some, or for the whole team."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    members = members_of(team, now=now)
    today = timezone.localdate(now)
    day = max(asked_day(request, "day") or today, today)
    form = TeamPlanForm(
        request.POST if request.method == "POST" else None,
        members=members,
        client_id=uuid.uuid4(),
        first_day=today,
        initial={
            "kind": PlanKind.TRAINING,
            "sport": _usual_sport(team),
            "minutes": request.GET.get("minutes", "60"),
            "rpe": request.GET.get("rpe", ""),
            "day": day,
            "athletes": _asked_athletes(request, members),
        },
    )
    if form.is_valid():
        intended = form.intended()
        client_id = form.cleaned_data["client_id"]
        entries = [
            Entry(athlete=athlete, client_id=client_id, intended=intended)
            for athlete in form.chosen()
        ]
        try:
            plan(entries=entries, by=request.user, planned_for=team.public_id, now=now)
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return _leave(request, week_url(team, intended.day))
    context = {
        "team": team,
        "form": form,
        "action": reverse("coaching:plan-add", args=[team.public_id]),
        "back": week_url(team, day),
        "what_if": _what_if_url(team, form),
    }
    return _form_page(request, context, form)


@require_http_methods(["GET", "POST"])
def edit(request: AppHttpRequest, team_id: uuid.UUID, planned_id: int) -> HttpResponse:
    """Change what the team planned for one athlete."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    planned, member = team_planned_or_404(team, planned_id, now=now)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        client_id=planned.client_id,
        first_day=member.athlete.local_day(now),
        initial=plan_as_initial(planned) | {"day": planned.meant_day},
    )
    if form.is_valid():
        try:
            change_plan(
                planned=planned,
                intended=form.intended(),
                now=now,
                sees_sessions=is_told(member),
            )
        except PlannedSession.DoesNotExist:
            raise Http404 from None  # deleted since, in another window
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            return _leave(request, week_url(team, form.cleaned_data["day"]))
    context = {
        "team": team,
        "form": form,
        "planned": planned,
        "name": name_of(member),
        "action": reverse("coaching:plan-edit", args=[team.public_id, planned.pk]),
        "back": week_url(team, planned.meant_day),
        "what_if": f"{_what_if_of(team, member.athlete.public_id)}?planned={planned.pk}",
    }
    return _form_page(request, context, form)


@require_POST
def delete(request: AppHttpRequest, team_id: uuid.UUID, planned_id: int) -> HttpResponse:
    """Take what the team planned for one athlete out of the plan."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    planned, member = team_planned_or_404(team, planned_id, now=now)
    try:
        delete_plan(planned=planned, now=now, sees_sessions=is_told(member))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(week_url(team, planned.meant_day))


@require_POST
def fill(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Fill the team's week as an earlier one was meant, or from a template."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    monday = asked_monday(request, now=now)
    members = members_of(team, now=now)
    form = WeekForm(request.POST, templates=_templates(team), monday=monday)
    if not form.is_valid():
        return week_page(request, team, now=now, fill_form=form)
    athletes = [member.athlete for member in members]
    template = form.template()
    if template is not None:
        filled = fill_from_template(
            template=template, athletes=athletes, target=monday, by=request.user, now=now
        )
    else:
        source = dt.date.fromisoformat(form.cleaned_data["source"])
        filled = copy_week(
            team=team,
            athletes=athletes,
            source=source,
            target=monday,
            by=request.user,
            now=now,
        )
    for message in _filled_words(filled):
        messages.info(request, message)
    return redirect(week_url(team, monday))


@require_POST
def keep_as_template(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Keep what the team planned for an athlete in a week under a name."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    monday = asked_monday(request, now=now)
    form = TemplateForm(request.POST, members=members_of(team, now=now), monday=monday)
    if form.is_valid():
        try:
            template = save_template(
                team=team,
                name=form.cleaned_data["name"],
                athlete=form.members[form.cleaned_data["athlete"]].athlete,
                monday=monday,
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s is kept as a template.") % {"name": template})
            return redirect(week_url(team, monday))
    return week_page(request, team, now=now, template_form=form)


@require_POST
def forget_template(request: AppHttpRequest, team_id: uuid.UUID, template_id: int) -> HttpResponse:
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    delete_template(template=get_object_or_404(WeekTemplate, team=team, pk=template_id))
    return redirect(week_url(team, asked_monday(request, now=now)))


@require_http_methods(["GET", "POST"])
def overload(request: AppHttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """Plan days that are meant to load beyond habit, as a training camp does."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    members = members_of(team, now=now)
    today = timezone.localdate(now)
    first = max(asked_day(request, "week") or today, today)
    form = OverloadForm(
        request.POST if request.method == "POST" else None,
        members=members,
        today=today,
        initial={
            "client_id": uuid.uuid4(),
            "first_day": first,
            "last_day": first + dt.timedelta(days=6),
            "athletes": _asked_athletes(request, members),
        },
    )
    if form.is_valid():
        try:
            plan_overload(
                athletes=form.chosen(),
                first_day=form.cleaned_data["first_day"],
                last_day=form.cleaned_data["last_day"],
                why=form.cleaned_data["why"],
                client_id=form.cleaned_data["client_id"],
                by=request.user,
                planned_for=team.public_id,
                now=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _leave(request, week_url(team, form.cleaned_data["first_day"]))
    template = "_overload_form.html" if wants_fragment(request) else "overload.html"
    context = {"team": team, "form": form, "back": week_url(team, first)}
    return render(request, f"coaching/{template}", context, status=422 if form.errors else 200)


@require_POST
def overload_end(request: AppHttpRequest, team_id: uuid.UUID, block_id: int) -> HttpResponse:
    """Let an overload end today, or not begin."""
    now = timezone.now()
    team = staff_team_or_404(request.user, team_id, now=now, to=Task.PLAN)
    block = team_overload_or_404(team, block_id, now=now)
    end_overload(block=block, now=now)
    return redirect(week_url(team, asked_monday(request, now=now)))


def week_page(
    request: AppHttpRequest,
    team: Team,
    *,
    now: dt.datetime,
    fill_form: WeekForm | None = None,
    template_form: TemplateForm | None = None,
    phase_form: PhaseForm | None = None,
) -> HttpResponse:
    """Show the week; a form that is given was refused, and says why."""
    monday = asked_monday(request, now=now)
    shown = team_plan(team, monday, now=now)
    templates = _templates(team)
    phases = phases_from(team, monday)
    this_monday = monday_of(timezone.localdate(now))
    context = {
        "team": team,
        "plan": shown,
        "this_monday": this_monday,
        "heading": _heading(shown.conflicts),
        "dates": plan_words.week_of(shown.monday, shown.sunday),
        "may_fill": shown.monday >= this_monday and bool(shown.members),
        "templates": templates,
        "fill_form": fill_form or WeekForm(templates=templates, monday=monday),
        "template_form": template_form or TemplateForm(members=shown.members, monday=monday),
        "moved": _moved(request, team, shown.members),
        "phase": in_week(phases, monday),
        "phases": lines_of(phases),
        "phase_form": phase_form or PhaseForm(monday=monday),
    }
    status = 422 if fill_form or template_form or phase_form else 200
    return render(request, "coaching/plan.html", context, status=status)


def _moved(request: AppHttpRequest, team: Team, members: Sequence[Member]) -> Moved | None:
    return moved_of(team, members, request.GET.get("moved", ""), back=asked_day(request, "from"))


def _heading(conflicts: int) -> str:
    if not conflicts:
        return _("The team’s week")
    return ngettext(
        "%(count)s athlete’s plan needs another look",
        "%(count)s athletes’ plans need another look",
        conflicts,
    ) % {"count": words.number_word(conflicts)}


def _form_page(request: AppHttpRequest, context: dict[str, Any], form: PlanForm) -> HttpResponse:
    template = "_plan_form.html" if wants_fragment(request) else "plan_form.html"
    return render(request, f"coaching/{template}", context, status=422 if form.errors else 200)


def _leave(request: AppHttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def week_url(team: Team, day: dt.date) -> str:
    url = reverse("coaching:plan", args=[team.public_id])
    return f"{url}?week={monday_of(day).isoformat()}"


def asked_monday(request: AppHttpRequest, *, now: dt.datetime) -> dt.date:
    return monday_of(asked_day(request, "week") or timezone.localdate(now))


def _asked_athletes(request: AppHttpRequest, members: Sequence[Member]) -> list[str]:
    """Return who is ticked to begin with: the one a link names, or everybody."""
    everybody = [str(member.athlete.public_id) for member in members]
    asked = request.GET.get("athlete", "")
    return [asked] if asked in everybody else everybody


def _what_if_url(team: Team, form: TeamPlanForm) -> str:
    """Return where to see what it would do, while it is for one athlete; else nothing."""
    chosen = form["athletes"].value() or []
    return _what_if_of(team, chosen[0]) if len(chosen) == 1 else ""


def _what_if_of(team: Team, athlete_id: uuid.UUID | str) -> str:
    return reverse("coaching:what-if", args=[team.public_id, athlete_id])


def _templates(team: Team) -> list[WeekTemplate]:
    """Return the team's templates by name. Their days are read when one is used."""
    templates = list(WeekTemplate.objects.filter(team=team).order_by("name"))
    for template in templates:
        template.team = team
    return templates


def _usual_sport(team: Team) -> str:
    """Return the sport that the team plans most."""
    planned = PlannedSession.objects.filter(planned_for=team.public_id).exclude(sport="")
    counted = planned.values("sport").annotate(count=Count("pk")).order_by("-count", "sport")
    most = counted.values_list("sport", flat=True).first()
    return most or Session.Sport.RUNNING


def _filled_words(filled: Filled) -> list[str]:
    said = []
    if filled.entries:
        said.append(
            ngettext(
                "Planned for %(count)s athlete.", "Planned for %(count)s athletes.", filled.athletes
            )
            % {"count": filled.athletes}
        )
    else:
        said.append(_("Nothing was planned: that week holds nothing for days still to come."))
    if filled.had_a_plan:
        names = and_list(filled.had_a_plan, at_most=3)
        said.append(_("Left as it was, because there was a plan: %(names)s.") % {"names": names})
    return said
