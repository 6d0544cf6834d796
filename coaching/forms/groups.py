from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from coaching.models.teams import LONGEST_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.forms.boundfield import BoundField

    from coaching.models import Membership


class GroupsForm(forms.Form):
    """Validates the group and position of each member. Saving is services.teams' job."""

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            name = member.athlete.user.name or member.athlete.user.email
            for kind, label in (
                ("group", _("Group of %(name)s") % {"name": name}),
                ("position", _("Position of %(name)s") % {"name": name}),
            ):
                self.fields[f"{kind}-{member.pk}"] = forms.CharField(
                    label=label,
                    max_length=LONGEST_PLACE,
                    required=False,
                    initial=getattr(member, kind),
                    widget=forms.TextInput(attrs={"list": f"known-{kind}s"}),
                )

    def rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Yield each member's name with their two fields."""
        for member in self.members:
            name = member.athlete.user.name or member.athlete.user.email
            yield name, self[f"group-{member.pk}"], self[f"position-{member.pk}"]

    @property
    def placements(self) -> dict[int, tuple[str, str]]:
        """The group and position of each membership that was on the page, once it is valid.

        Who came to the team since then is not in what was sent, and stays as they are.
        """
        given = self.cleaned_data
        return {
            member.pk: (given[f"group-{member.pk}"], given[f"position-{member.pk}"])
            for member in self.members
            if f"group-{member.pk}" in self.data and f"position-{member.pk}" in self.data
        }
