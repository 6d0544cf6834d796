from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from athletes.forms.performance import ATTEMPTS, mark_field
from athletes.models.people import EARLIEST_DAY
from athletes.models.performance import MOST_ATTEMPTS, Measure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from django.forms import BoundField

    from athletes.models import Athlete
    from coaching.models import TeamTest
    from coaching.selectors.performance import SquadRow

MOST_JUMPS = 3  # columns of a squad's table; who jumped more has them all


@dataclass(frozen=True, slots=True)
class SquadLine:
    """An athlete with the fields of their attempts."""

    row: SquadRow
    fields: Sequence[BoundField]

    @property
    def errors(self) -> list[str]:
        """Return what is wrong in the row, each thing once."""
        return list(dict.fromkeys(str(each) for field in self.fields for each in field.errors))

    @property
    def error_id(self) -> str:
        return f"{self.fields[0].auto_id}_error"


class DayForm(forms.Form):
    """Validates for which day a squad's results are; the page sends along the one it shows."""

    day = forms.DateField(
        error_messages={
            "invalid": _("Enter a date, such as 2026-11-23."),
            "required": _("Choose the day."),
        },
    )

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < EARLIEST_DAY:
            raise ValidationError(self.fields["day"].error_messages["invalid"], code="invalid")
        return day


class SquadForm(forms.Form):
    """Validates a squad's results of one test: a row an athlete, a field an attempt."""

    conditions = forms.CharField(
        label=_("What was special that day"),
        max_length=120,
        required=False,
        help_text=_("Wind, floor, shoes. It goes with every result that you enter here."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        test: TeamTest,
        rows: Sequence[SquadRow],
    ) -> None:
        super().__init__(data, initial=_initial(rows))
        # What the page showed comes back with it: somebody else of the staff may have entered
        # the other half of the squad meanwhile.
        self.fields["conditions"].show_hidden_initial = True
        self._rows = rows
        usual = min(ATTEMPTS[Measure.Kind(test.kind)], MOST_JUMPS)
        most = max((len(row.attempts) for row in rows), default=0)
        self.count = min(MOST_ATTEMPTS, max(usual, most))
        for row in rows:
            for place in range(self.count):
                label = gettext("%(name)s, attempt %(number)d") % {
                    "name": row.name,
                    "number": place + 1,
                }
                field = mark_field(test, label=label)
                # It stands in a table: its name is the row's and the column's.
                field.widget.attrs["aria-label"] = label
                field.show_hidden_initial = True
                self.fields[_name(row, place)] = field

    @property
    def columns(self) -> range:
        return range(1, self.count + 1)

    def lines(self) -> list[SquadLine]:
        return [
            SquadLine(row, [self[_name(row, place)] for place in range(self.count)])
            for row in self._rows
        ]

    def attempts(self) -> dict[Athlete, list[Decimal]]:
        """Return what is now said of each athlete of whom something was changed on the page.

        No attempts take back what there was.
        """
        changed = set(self.changed_data)
        found = {}
        for row in self._rows:
            names = [_name(row, place) for place in range(self.count)]
            marks = [self.cleaned_data[name] for name in names]
            entered = [each for each in marks if each is not None]
            if changed.intersection(names) or ("conditions" in changed and entered):
                found[row.member.athlete] = entered
        return found


def _name(row: SquadRow, place: int) -> str:
    return f"athlete_{row.member.athlete_id}_{place}"


def _initial(rows: Sequence[SquadRow]) -> dict[str, Any]:
    conditions = next((row.conditions for row in rows if row.conditions), "")
    marks = {
        _name(row, place): attempt for row in rows for place, attempt in enumerate(row.attempts)
    }
    return {"conditions": conditions, **marks}
