"""Who sees what of an athlete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coaching.models import DataClass, Membership, StaffRole, shared_classes
from coaching.words import number_word
from recovery.words import and_list

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Sequence

    from recovery.accounts.models import User

COACHES = (StaffRole.Kind.HEAD, StaffRole.Kind.ASSISTANT)


@dataclass(frozen=True, slots=True)
class Switch:
    """One class of data and whether a team sees it."""

    data_class: int
    label: str
    sentence: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class TeamSharing:
    """One team of an athlete, who reads there, and what they see."""

    public_id: uuid.UUID
    team: str
    readers: Sequence[str]  # full names
    roles: Sequence[str]  # of each in this team, in words
    has_only_coaches: bool
    first_names: Sequence[str]
    switches: Sequence[Switch]

    @property
    def who_reads(self) -> str:
        """Name everybody, each with what they are there."""
        return _("Seen by %(names)s.") % {
            "names": and_list(
                _("%(name)s (%(role)s)") % {"name": name, "role": role}
                for name, role in zip(self.readers, self.roles, strict=True)
            )
        }

    @property
    def shares_anything(self) -> bool:
        return any(switch.is_on for switch in self.switches)


def teams_of(user: User, *, now: dt.datetime) -> list[TeamSharing]:
    """Return each team of an athlete with its readers and switches. Two queries."""
    memberships = (
        Membership.objects.active(now)
        .filter(athlete__user=user)
        .annotate(classes=shared_classes(of=DataClass))
        .select_related("team")
        .prefetch_related(
            Prefetch(
                "team__staff_roles",
                queryset=StaffRole.objects.active(now)
                .filter(user__is_active=True)
                .select_related("user")
                .order_by("user__name"),
                to_attr="readers",
            )
        )
        .order_by("team__name")
    )
    return [_team_sharing(membership, classes=membership.classes) for membership in memberships]


def _team_sharing(membership: Membership, *, classes: int) -> TeamSharing:
    readers: Sequence[StaffRole] = getattr(membership.team, "readers")  # noqa: B009  (to_attr)
    return TeamSharing(
        public_id=membership.team.public_id,
        team=membership.team.name,
        readers=[role.user.name or role.user.email for role in readers],
        roles=[_in_a_sentence(role.get_kind_display()) for role in readers],
        has_only_coaches=all(role.kind in COACHES for role in readers),
        first_names=[role.user.get_short_name() or role.user.email for role in readers],
        switches=[
            Switch(
                data_class=each.value,
                label=str(each.label),
                sentence=what_it_shows(each),
                is_on=bool(classes & each),
            )
            for each in DataClass
        ],
    )


def _in_a_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def what_it_shows(data_class: DataClass) -> str:
    """Return what a team sees of one class. Other words need another TEXT_VERSION."""
    return {
        DataClass.SESSIONS: _(
            "What you trained, how long and how hard it felt; what you did with your plan; what "
            "you measured in tests; rest days, and days you are away."
        ),
        DataClass.BODY: _(
            "How you slept, how tired and sore you are, and what you ate around training."
        ),
        DataClass.MIND: _("Your stress, mood, concentration and motivation."),
        DataClass.HEART: _("Your resting heart rate and its variability."),
        DataClass.HEALTH: _(
            "That you are ill. Never the signs that you were told to see a doctor about."
        ),
        DataClass.AVAILABILITY: _(
            "From your weekly answers about your health, whether you take part fully, in part or "
            "not. Never what it is, where, or how bad."
        ),
    }[data_class]


def heading(teams: Sequence[TeamSharing]) -> str:
    """Say how many people read along, as the heading of a page."""
    readers = {name for team in teams if team.shares_anything for name in team.readers}
    if not readers:
        return _("Nobody sees what you enter but you")
    if not all(team.has_only_coaches for team in teams if team.shares_anything):
        return ngettext(
            "One person sees part of what you enter",
            "%(count)s people see part of what you enter",
            len(readers),
        ) % {"count": number_word(len(readers))}
    return ngettext(
        "One coach sees part of what you enter",
        "%(count)s coaches see part of what you enter",
        len(readers),
    ) % {"count": number_word(len(readers))}


def audience_sentence(teams: Sequence[TeamSharing]) -> str:
    """Say who sees an athlete's answers, team by team."""
    read = [team for team in teams if team.shares_anything and team.readers]
    if not read:
        return _("Nobody sees your answers but you.")
    return " ".join([*map(_who_sees_what, read), _("Nobody sees the rest.")])


def _who_sees_what(team: TeamSharing) -> str:
    items = [item for switch in team.switches if switch.is_on for item in _items(switch.data_class)]
    if not team.has_only_coaches:
        return ngettext(
            "%(names)s of your team’s staff sees %(items)s.",
            "%(names)s of your team’s staff see %(items)s.",
            len(team.readers),
        ) % {"names": and_list(team.first_names), "items": and_list(items)}
    return ngettext(
        "Your coach %(names)s sees %(items)s.",
        "Your coaches %(names)s see %(items)s.",
        len(team.readers),
    ) % {"names": and_list(team.first_names), "items": and_list(items)}


def _items(data_class: int) -> tuple[str, ...]:
    """Return what one class is, as items of a list in a sentence."""
    return {
        DataClass.SESSIONS: (pgettext("your coach sees …", "training"),),
        DataClass.BODY: (
            pgettext("your coach sees …", "sleep"),
            pgettext("your coach sees …", "fatigue"),
            pgettext("your coach sees …", "soreness"),
            pgettext("your coach sees …", "food"),
            pgettext("your coach sees …", "what you do to recover"),
        ),
        DataClass.MIND: (
            pgettext("your coach sees …", "stress"),
            pgettext("your coach sees …", "mood"),
            pgettext("your coach sees …", "concentration"),
            pgettext("your coach sees …", "motivation"),
        ),
        DataClass.HEART: (pgettext("your coach sees …", "heart measurements"),),
        DataClass.HEALTH: (pgettext("your coach sees …", "that you are ill"),),
        DataClass.AVAILABILITY: (pgettext("your coach sees …", "whether you take part"),),
    }[DataClass(data_class)]
