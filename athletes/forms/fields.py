"""Fields that read what people type on a phone, in either language, and nothing else.

Python and Django would also take ``1e9``, ``NaN`` and digits of other scripts for numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NUMBER = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,3})?")
CLOCK = re.compile(r"([0-9]{1,2})[:uh]([0-5][0-9])")  # 7:30, and 7u30 or 7h30 as people write


class NumberField(forms.Field):
    """A number from ``minimum`` to ``maximum``, with a decimal comma or point."""

    widget = forms.TextInput

    def __init__(
        self,
        *,
        label: StrPromise | str,
        minimum: Decimal | int,
        maximum: Decimal | int,
        decimals: int = 0,
        required: bool = False,
        help_text: StrPromise | str = "",
    ) -> None:
        super().__init__(label=label, required=required, help_text=help_text)
        self.minimum, self.maximum, self.decimals = Decimal(minimum), Decimal(maximum), decimals
        self.widget.attrs.update(
            inputmode="decimal" if decimals else "numeric", autocomplete="off", maxlength="12"
        )

    def to_python(self, value: object) -> Decimal | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        number = self.read(typed)
        if number is None:
            raise self.unreadable()
        if not self.minimum <= number <= self.maximum:
            raise self.out_of_range()
        return number

    def read(self, typed: str) -> Decimal | None:
        if not NUMBER.fullmatch(typed):
            return None
        number = Decimal(typed.replace(",", "."))
        return number if number == round(number, self.decimals) else None

    def unreadable(self) -> ValidationError:
        whole, broken = _("Enter a whole number, such as 60."), _("Enter a number, such as 7.5.")
        return ValidationError(broken if self.decimals else whole, code="invalid")

    def out_of_range(self) -> ValidationError:
        return ValidationError(
            _("Enter a number from %(minimum)s to %(maximum)s."),
            code="range",
            params={"minimum": self.write(self.minimum), "maximum": self.write(self.maximum)},
        )

    def prepare_value(self, value: object) -> object:
        """Return a stored number as it would be typed; what was typed stays as it is."""
        return self.write(Decimal(value)) if isinstance(value, (Decimal, int)) else value

    def write(self, number: Decimal) -> str:
        digits = f"{number:f}"
        plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return number_format(plain, use_l10n=True)


class HoursField(NumberField):
    """A stretch of a day, as 7:30, 7.5 or 7,5. Gives hours."""

    def __init__(self, *, label: StrPromise | str, help_text: StrPromise | str = "") -> None:
        super().__init__(label=label, minimum=0, maximum=24, decimals=2, help_text=help_text)

    def read(self, typed: str) -> Decimal | None:
        if clock := CLOCK.fullmatch(typed.lower()):
            hours, minutes = (int(part) for part in clock.groups())
            return round(Decimal(60 * hours + minutes) / 60, 2)
        return super().read(typed)

    def unreadable(self) -> ValidationError:
        return ValidationError(_("Enter hours, such as 7:30 or 7.5."), code="invalid")

    def out_of_range(self) -> ValidationError:
        return ValidationError(_("A day has 24 hours: enter 0 to 24."), code="range")

    def write(self, number: Decimal) -> str:
        hours, minutes = divmod(round(number * 60), 60)
        return f"{hours}:{minutes:02}"


class ClockField(forms.TimeField):
    """A time of day, as the browser's own field for it gives it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, **kwargs)


class ScaleField(forms.TypedChoiceField):
    """One point of a scale, or nothing. The page draws the points; see ``AnswerRow``."""

    def __init__(self, *, label: str, anchors: tuple[str, ...], first: int = 1) -> None:
        super().__init__(
            label=label,
            choices=[(point, word) for point, word in enumerate(anchors, start=first)],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose one of the points shown.")},
        )
