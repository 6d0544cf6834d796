"""How a form shows what a service refused after it was valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.exceptions import ValidationError


class ShowsRefusals(forms.Form):
    """A form that puts a refusal beside the field it is about."""

    form_names: ClassVar[Mapping[str, str]] = {}  # of facts that the form calls otherwise

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the service refused; over the form what is about none of its fields."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(self.about_no_fact(), refusal)
            return
        for name, errors in refusal.error_dict.items():
            field = self.form_names.get(name, name)
            self.add_error(field if field in self.fields else None, errors)

    def about_no_fact(self) -> str | None:
        """Return the field beside which a refusal stands that names no fact; None over the form."""
        return None
