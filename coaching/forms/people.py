from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coaching.models import StaffRole, Team
from coaching.role_words import ROLE_WORDS
from coaching.services.people import Role
from recovery.accounts.models import Language

if TYPE_CHECKING:
    from django.forms.boundfield import BoundWidget
    from django.utils.functional import _StrOrPromise as StrOrPromise

STAFF_CHOICES = [(Role(kind), kind.label) for kind in StaffRole.Kind]
ROLE_CHOICES = [
    (Role.ATHLETE, pgettext_lazy("role", "Athlete")),
    *STAFF_CHOICES,
    (Role.CLUB_ADMIN, pgettext_lazy("role", "Club admin")),
]


class WithRole(forms.Form):
    """A form with a role, and what each choice of it means."""

    def roles(self) -> list[tuple[BoundWidget, StrOrPromise]]:
        """Return the button of each role, with the words beside it."""
        return [(button, ROLE_WORDS[Role(button.data["value"])]) for button in self["role"]]


class PersonForm(WithRole):
    """Validates a new person. Saving is coaching.services.people.add_person's job."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        help_text=_("Not needed for a club admin."),
    )
    role = forms.TypedChoiceField(
        label=_("Role"), choices=ROLE_CHOICES, coerce=Role, widget=forms.RadioSelect
    )


class RoleForm(WithRole):
    """Validates a role in a team's staff. Saving is coaching.services.people.choose_role's job."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"))
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[*STAFF_CHOICES, (Role.NONE, pgettext_lazy("role", "None"))],
        coerce=Role,
        empty_value=Role.NONE,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> None:
        # Of no role and nothing chosen the value is the same; what was sent is not.
        if "role" not in self.data:
            self.add_error("role", forms.ValidationError(_("Choose a role."), code="required"))


class TeamForm(forms.Form):
    """Validates a new team. Saving is coaching.services.teams.create_team's job."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
