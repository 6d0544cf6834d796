from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coaching.models import Team
from coaching.services.people import Role
from recovery.accounts.models import Language

ROLE_CHOICES = [
    (Role.ATHLETE, pgettext_lazy("role", "Athlete")),
    (Role.HEAD_COACH, pgettext_lazy("role", "Head coach")),
    (Role.ASSISTANT_COACH, pgettext_lazy("role", "Assistant coach")),
    (Role.CLUB_ADMIN, pgettext_lazy("role", "Club admin")),
]


class PersonForm(forms.Form):
    """Validates a new person. Saving is coaching.services.people.add_person's job."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLE_CHOICES, coerce=Role)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        help_text=_("Not needed for a club admin."),
    )


class TeamForm(forms.Form):
    """Validates a new team. Saving is coaching.services.teams.create_team's job."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
