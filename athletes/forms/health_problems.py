from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from athletes.forms.fields import NumberField
from athletes.forms.refusals import ShowsRefusals
from athletes.instruments import OSTRC_H2
from athletes.models import BodyPlace, HealthProblem
from athletes.models.health_problems import (
    AT_THE_GATE,
    BEHIND_THE_GATE,
    NO_PROBLEM,
    POINTS,
    WEEK_DAYS,
)
from athletes.services.health_problems import ProblemFacts, Told

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Iterator, Mapping

    from django.forms import BoundField
    from django.http import QueryDict

    from athletes.models import ProblemReport


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    id: str
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the questionnaire, with the answers it offers."""

    field: BoundField
    choices: list[Choice]


class PointsField(forms.TypedChoiceField):
    """One answer of the questionnaire, as its points."""

    def __init__(self, *, label: str, anchors: tuple[str, ...]) -> None:
        super().__init__(
            label=label,
            choices=list(zip(POINTS, anchors, strict=True)),
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose one of the answers shown.")},
        )


class AnswersForm(ShowsRefusals):
    """Validates the answers about one problem in one week; services.health_problems saves them."""

    days_lost = NumberField(
        label=_("Days without any training or competition because of it"),
        minimum=0,
        maximum=WEEK_DAYS,
        help_text=_("Of the seven. Leave it empty if you had none planned."),
    )
    is_over = forms.BooleanField(label=_("It is over"), required=False)

    def __init__(
        self, data: QueryDict | None = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        language = get_language() or "en"
        for item in OSTRC_H2:
            self.fields[item.code] = PointsField(
                label=item.label_in(language), anchors=item.anchors_in(language)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        gate = cleaned.get("participation")
        needed = ["participation"] if gate is None else []
        if gate is not None and gate not in AT_THE_GATE:
            needed = [each for each in BEHIND_THE_GATE if cleaned.get(each) is None]
        for name in needed:
            if name not in self.errors:
                self.add_error(name, _("Choose an answer."))
        return cleaned

    @property
    def has_no_problem(self) -> bool:
        """Whether the valid answers say that nothing was wrong."""
        return bool(self.cleaned_data["participation"] == NO_PROBLEM)

    def told(self) -> Told:
        cleaned = self.cleaned_data
        days = cleaned["days_lost"]
        return Told(
            days_lost=None if days is None else int(days),
            **{item.code: cleaned[item.code] for item in OSTRC_H2},
        )

    @property
    def gate(self) -> Question:
        return self._question(OSTRC_H2[0].code)

    def behind_the_gate(self) -> Iterator[Question]:
        for name in BEHIND_THE_GATE:
            yield self._question(name)

    def _question(self, name: str) -> Question:
        return Question(field=self[name], choices=choices_of(self[name]))


class AboutForm(ShowsRefusals):
    """Validates what a problem is."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=HealthProblem.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    place = forms.ChoiceField(
        label=_("Where is it?"),
        choices=[("", _("Not here, or rather not told")), *BodyPlace.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("What do you call it?"),
        max_length=60,
        required=False,
        help_text=_("Only you read this."),
    )
    first = forms.TypedChoiceField(
        label=_("Was it there before?"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        earlier: Iterable[HealthProblem] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        told = [
            (each.pk, f"{each.name}, {date_format(each.since, 'YEAR_MONTH_FORMAT')}")
            for each in earlier
        ]
        if told:
            field: Any = self.fields["first"]
            field.choices = [("", _("No, it is new")), *told]
        else:
            del self.fields["first"]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if not kind and self.needs_kind():
            raise forms.ValidationError(_("Choose an answer."), code="required")
        return kind

    def needs_kind(self) -> bool:
        return True

    def facts(self) -> ProblemFacts:
        cleaned = self.cleaned_data
        has_place = cleaned["kind"] != HealthProblem.Kind.ILLNESS
        return ProblemFacts(
            kind=cleaned["kind"],
            place=cleaned["place"] if has_place else "",
            words=cleaned["words"],
            first_id=cleaned.get("first"),
        )

    @property
    def kinds(self) -> list[Choice]:
        return choices_of(self["kind"])

    @property
    def places(self) -> list[Choice]:
        return choices_of(self["place"])


class NewProblemForm(AboutForm, AnswersForm):
    """Validates a problem with its first week, or that there was none."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        client_id: uuid.UUID,
        earlier: Iterable[HealthProblem],
    ) -> None:
        super().__init__(data, initial={"client_id": client_id}, earlier=earlier)

    def needs_kind(self) -> bool:
        return str(self.data.get("participation")) != str(NO_PROBLEM)


def choices_of(field: BoundField) -> list[Choice]:
    """Return the choices of a field of radio buttons, none of them chosen unless somebody did."""
    chosen = "" if field.value() is None else str(field.value())
    found: Any = field.field
    is_told = field.value() is not None
    return [
        Choice(
            id=f"{field.auto_id}_{value or 'none'}",
            value=str(value),
            words=str(words),
            is_chosen=is_told and str(value) == chosen,
        )
        for value, words in found.choices
    ]


def report_as_initial(report: ProblemReport | None, *, is_over: bool) -> dict[str, Any]:
    """Return what was told of a week as the fields show it."""
    if report is None:
        return {}
    answers = {item.code: getattr(report, item.code) for item in OSTRC_H2}
    return {**answers, "days_lost": report.days_lost, "is_over": is_over}
