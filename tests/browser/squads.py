"""Two squads for the walks of a coach's first minutes; prints who looks after them.

Run on its own, with the environment of the site: ``python -m tests.browser.squads``. Their days
are written as computed: what is walked here is the pages, not the engine.
"""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

SIZES = (25, 200)
NEEDING = ("Zoë Last", "Anna First", "Max Middle")  # who needs a look, of each squad


def fill() -> dict[str, str]:
    """Make the squads and return the e-mail address of each one's coach."""
    from django.db import transaction  # noqa: PLC0415  (after the setup)
    from django.utils import timezone  # noqa: PLC0415

    from athletes.models import FactChange  # noqa: PLC0415
    from coaching.models import DataClass  # noqa: PLC0415
    from recovery.accounts.models import User  # noqa: PLC0415
    from recovery.assessments.models import Calculation, Level  # noqa: PLC0415
    from recovery.assessments.services import VERSION, turned_day  # noqa: PLC0415
    from tests.coaching.factories import (  # noqa: PLC0415
        create_coach,
        create_member,
        create_state,
        create_team,
    )
    from tests.factories import create_planned  # noqa: PLC0415

    now = timezone.now()
    password = User.objects.get(email="coach@recovery.example").password
    coaches = {}
    with transaction.atomic():
        for size in SIZES:
            team = create_team(name=f"Squad of {size}")
            email = f"coach-of-{size}@recovery.example"
            coach = create_coach(team=team, email=email)
            User.objects.filter(pk=coach.pk).update(password=password, language="en")
            coaches[str(size)] = email
            for number in range(size):
                needs = number < len(NEEDING)
                name = NEEDING[number] if needs else f"Usual {number:03}"
                member = create_member(team=team, name=name, shares=[DataClass.BODY])
                today = turned_day(member.athlete, now)
                create_state(
                    athlete=member.athlete,
                    lens=DataClass.BODY,
                    day=today,
                    level=(Level.PERSISTENT if number == 0 else Level.IMBALANCE)
                    if needs
                    else Level.USUAL,
                    opened_on=today if needs else None,
                )
                for ahead in range(3):  # today, tomorrow and the day after
                    create_planned(
                        athlete=member.athlete,
                        day=today + dt.timedelta(days=ahead),
                        planned_by=coach,
                        planned_for=team.public_id,
                    )
                # The worker has nothing to add: their days are computed by this engine.
                Calculation.objects.filter(athlete=member.athlete).update(engine_version=VERSION)
                FactChange.objects.filter(athlete=member.athlete).delete()
    return coaches


if __name__ == "__main__":
    django.setup()
    json.dump(fill(), sys.stdout)
