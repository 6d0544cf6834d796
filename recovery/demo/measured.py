"""What the demo's club measured: its jump before training, and a time trial of one athlete."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from athletes.models import Athlete
from athletes.services.performance import (
    Definition,
    ResultFacts,
    add_test,
    record_result,
)
from coaching.services.performance import enter_squad, make_test
from recovery.simulation.stories import Story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coaching.models import Team
    from recovery.accounts.models import User

SEED = 20261123
EVERY = dt.timedelta(days=7)
TESTS = 8
JUMP = Definition(
    kind="jump",
    name="Sprong met inveren",
    unit="cm",
    larger_is_better=True,
    summary="mean",
    typical_error=Decimal(4),
    protocol="Handen op de heupen, na tien minuten inlopen. Steeds dezelfde schoenen.",
)
TRIAL = Definition(
    kind="time_trial",
    name="3 km on the track",
    unit="s",
    larger_is_better=False,
    summary="best",
    typical_error=Decimal(2),
)
# How much of their height somebody has lost, in the last two tests.
LOST = {Story.PERSISTENT: 0.16, Story.DRIFTING: 0.06}


def measure_club(stories: Mapping[int, str], *, team: Team, coach: User, now: dt.datetime) -> None:
    """Enter a jump a week of everybody, and some time trials of who is tipping over.

    ``stories`` has the story of each athlete by their id.
    """
    athletes = list(
        Athlete.objects.filter(pk__in=stories)
        .select_related("user")
        .prefetch_related("time_zones")
        .order_by("pk")
    )
    draw = np.random.default_rng(SEED)
    heights = draw.normal(36, 4, len(athletes)).clip(26, 50)
    test = make_test(team=team, client_id=uuid.uuid4(), facts=JUMP, by=coach, now=now)
    today = now.date() - dt.timedelta(days=1)  # it is yesterday's training everywhere
    for back in reversed(range(TESTS)):
        entered = {}
        for athlete, height in zip(athletes, heights, strict=True):
            story = stories[athlete.pk]
            if story == Story.NEW and back > 0:
                continue
            lost = LOST.get(Story(story), 0.0) if back < 2 else 0.0
            jumps = draw.normal(height * (1 - lost), 0.7, 3)
            entered[athlete] = [Decimal(f"{jump:.1f}") for jump in jumps]
        enter_squad(
            test=test,
            attempts=entered,
            conditions="Buiten, harde wind" if back == 4 else "",
            day=today - back * EVERY,
            by=coach,
            now=now,
        )
    for athlete in athletes:
        if stories[athlete.pk] == Story.TIPPING:
            _run(athlete, today=today, now=now, draw=draw)


def _run(athlete: Athlete, *, today: dt.date, now: dt.datetime, draw: np.random.Generator) -> None:
    trial = add_test(athlete=athlete, client_id=uuid.uuid4(), facts=TRIAL)
    for back in (45, 31, 17, 3):
        seconds = Decimal(f"{draw.normal(628, 6):.1f}")
        record_result(
            test=trial,
            client_id=uuid.uuid4(),
            facts=ResultFacts(day=today - dt.timedelta(days=back), attempts=[seconds]),
            by=athlete.user,
            now=now,
        )
