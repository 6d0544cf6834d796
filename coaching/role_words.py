"""What each role may do, in the words that stand beside the choice of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coaching.services.people import Role

ROLE_WORDS = {
    Role.ATHLETE: _(
        "Answers the check-in, logs training, and decides who sees what of it. Shares nothing to "
        "begin with."
    ),
    Role.HEAD_COACH: _(
        "Everything: sees what athletes share, acts on warnings, plans, writes notes, and chooses "
        "groups, questions and how often a warning may come."
    ),
    Role.ASSISTANT_COACH: _(
        "Sees what athletes share, acts on warnings, plans, enters tests and writes notes. Does "
        "not choose groups, questions or how often a warning may come."
    ),
    Role.PHYSIO: _(
        "Sees what athletes share, being ill and taking part included, acts on warnings, enters "
        "tests and writes notes. Does not plan or adjust training."
    ),
    Role.OBSERVER: _(
        "Sees what athletes share, the plan, and notes for the staff. Changes nothing: does not "
        "act, plan, test or write."
    ),
    Role.CLUB_ADMIN: _("Manages people, teams and roles, and sees nobody’s answers."),
    Role.NONE: _("Sees nothing of this team any more, from the next page on."),
}
