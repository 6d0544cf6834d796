from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import StaffNote
from coaching.models.notes import LONGEST_NOTE

ATHLETE = "athlete"


class NoteForm(forms.Form):
    """Validates a note or a message, and says of each kind who can read it.

    Who reads it is chosen, never preselected: a note that goes to the wrong reader cannot be
    unread.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Note or message"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who can read it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who can read it.")},
    )

    def address(self, name: str) -> None:
        """Offer the athlete, by name, beside the staff."""
        readers = self.fields["readers"]
        choices = [
            *StaffNote.Readers.choices,
            (ATHLETE, _("%(name)s and the staff") % {"name": name}),
        ]
        if isinstance(readers, forms.ChoiceField):
            readers.choices = choices
