"""The warning rules. Every number in their sentences is a threshold of the engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery.engine import Level
from recovery.engine.model import DROP_AFTER_DAYS
from recovery.methods.cards import Card, Group
from recovery.methods.examples import USUAL_ANSWERS, WEEK, last_level
from recovery.methods.formulas import Rules
from recovery.methods.notation import said
from recovery.methods.subjects.common import NEVER_FINE, OURS, SYNTHETIC
from recovery.methods.subjects.scenarios import (
    HEAVY,
    LEVEL_WORDS,
    MEEUSEN,
    MINIMUM,
    MISSING,
    ONE_WAY,
    REFRACTORY,
    SAW,
    SYMBOLS,
    UNIT,
    WINDOW,
    P,
    drawing,
    vector,
)

NOTICE = Card(
    slug="notice",
    level=Level.NOTICE,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Take note"),
    question=_("Is something worth a second look, before it is worth a talk?"),
    what=(
        _(
            "A first, quiet sign for the athlete alone. Something has been a bit different from"
            " your own normal for a few days: your answers, your soreness, or how much you trained."
            " A good night and an easier day are often all it takes."
        ),
        _("No coach sees it. It is there to be early, so it is wrong more often than a warning."),
    ),
    formula=Rules(
        sentences=(
            said(
                _("Opens when recovery R is {response} or more behind on {days} of {window} days;"),
                response=P.notice_response,
                days=P.open_days,
                window=P.open_of_days,
            ),
            said(
                _("or soreness has stayed well above normal for {days} days;"),
                days=P.notice_soreness_days,
            ),
            said(
                _("or load excess L is {load} or more, even if all feels well;"), load=P.notice_load
            ),
            said(
                _("or easy sessions felt {rpe} points of exertion harder than planned;"),
                rpe=P.easy_creep_rpe,
            ),
            said(
                _(
                    "or two mornings running came out {composite} or more behind, out of nothing"
                    " and while you hardly trained."
                ),
                composite=P.sudden_composite,
            ),
            said(
                _("Goes away when none of these has held for {days} check-ins."),
                days=P.notice_close_days,
            ),
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=WINDOW,
    minimum=MINIMUM,
    missing=NEVER_FINE,
    direction=ONE_WAY,
    failures=(
        _("A hard week that was planned looks the same as one that was not."),
        _("One busy week at school or work can be enough. That is a reason, and no fault."),
        SYNTHETIC,
    ),
    sources=(SAW, OURS),
    compute=last_level,
    vectors=(
        vector((3,) * 7, WEEK, Level.NOTICE),
        vector(USUAL_ANSWERS, (HEAVY,) * 7, Level.NOTICE),
        vector((1,), WEEK[:1], Level.USUAL),
    ),
    draw=drawing(
        (3,) * 8,
        (*WEEK, 420.0),
        _("Eight days of slightly poorer answers: a notice at the end, and no warning."),
    ),
    words=LEVEL_WORDS,
)


IMBALANCE = Card(
    slug="imbalance",
    level=Level.IMBALANCE,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Imbalance"),
    question=_("Are load and recovery drifting apart?"),
    what=(
        _(
            "Two things come together: you answer worse than your own normal for several days, and"
            " you train more, or training feels harder, than you are used to. Then two or three"
            " easier days are worth discussing."
        ),
        _(
            "In a hard block it is to be expected, and may be just what was meant. The warning says"
            " that the two drift apart; whether that is a problem, only people can tell."
        ),
    ),
    formula=Rules(
        sentences=(
            said(
                _(
                    "Evidence is E = R + {load} L + {harder} D, with L held between 0 and {most}"
                    " and D"
                    " between −{limit} and {limit}."
                ),
                load=P.load_weight,
                harder=P.dissociation_weight,
                most=P.load_limit,
                limit=P.dissociation_limit,
            ),
            said(
                _(
                    "Opens when E is {evidence} or more, and R above {response}, on {days} of"
                    " {window}"
                    " days, today included,"
                ),
                evidence=P.imbalance_evidence,
                response=P.imbalance_response,
                days=P.open_days,
                window=P.open_of_days,
            ),
            said(
                _(
                    "while load is raised (three weeks {load} or more above habit) or exertion is"
                    " (D"
                    " {harder} or more)."
                ),
                load=P.raised_load,
                harder=P.raised_exertion,
            ),
            said(
                _(
                    "Asks for {new} more while the own normal is new, and for {planned} more"
                    " during a"
                    " planned overload of at most {days} days."
                ),
                new=P.provisional_raise,
                planned=P.overload_raise,
                days=P.overload_limit_days,
            ),
            said(
                _("A club’s own quiet weeks may move {evidence} to between {low} and {high}."),
                evidence=P.imbalance_evidence,
                low=P.lowest_evidence,
                high=P.highest_evidence,
            ),
            said(
                _("Closes when E has been below {evidence} on {days} check-ins in a row."),
                evidence=P.close_evidence,
                days=P.close_days,
            ),
            REFRACTORY,
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=WINDOW,
    minimum=MINIMUM,
    missing=MISSING,
    direction=ONE_WAY,
    failures=(
        _("A planned training camp opens it too. Then it is right about the days, and no news."),
        _("Exams, a cold or a bad week at home during a normal block look the same to it."),
        _("Somebody who always answers the same, whatever happens, is never noticed."),
        SYNTHETIC,
    ),
    sources=(MEEUSEN, SAW, OURS),
    compute=last_level,
    vectors=(
        vector((2,) * 6, (HEAVY,) * 6, Level.IMBALANCE),
        vector((2,) * 6, WEEK[:6], Level.RECOVERY_LOW),
        vector((2,) * 2, (HEAVY,) * 2, Level.USUAL),
    ),
    draw=drawing(
        (3,) * 14,
        (HEAVY,) * 14,
        _("Two weeks of twice the usual load, and poorer answers: a notice first, then a warning."),
    ),
    words=LEVEL_WORDS,
)


RECOVERY_LOW = Card(
    slug="recovery-low",
    level=Level.RECOVERY_LOW,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Recovery low, load normal"),
    question=_("Is recovery low for a reason outside training?"),
    what=(
        _(
            "You answer clearly worse than your own normal, but you do not train more than usual."
            " Then less training may not be the answer: think of sleep, stress, illness or food,"
            " and talk about it."
        ),
        _(
            "It has a name of its own because it asks for another talk than an imbalance does."
            " Where training is not shared or not logged, it says nothing of load."
        ),
    ),
    formula=Rules(
        sentences=(
            said(
                _(
                    "Opens when recovery R is {response} or more behind on {days} of {window} days,"
                    " today included,"
                ),
                response=P.low_response,
                days=P.open_days,
                window=P.open_of_days,
            ),
            said(
                _("or when evidence E would open an imbalance ({evidence} or more),"),
                evidence=P.imbalance_evidence,
            ),
            said(
                _(
                    "while neither load nor exertion is raised, as far as is known (L of three"
                    " weeks"
                    " below {load}, D below {harder})."
                ),
                load=P.raised_load,
                harder=P.raised_exertion,
            ),
            said(
                _("Closes when R has been below {response} on {days} check-ins in a row."),
                response=P.close_response,
                days=P.close_days,
            ),
            REFRACTORY,
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=WINDOW,
    minimum=MINIMUM,
    missing=MISSING,
    direction=ONE_WAY,
    failures=(
        _("If training was not logged, load may have been higher than it says."),
        _("It cannot tell a cold from a heartbreak. It only sees that the answers changed."),
        SYNTHETIC,
    ),
    sources=(MEEUSEN, SAW, OURS),
    compute=last_level,
    vectors=(
        vector((2,) * 6, WEEK[:6], Level.RECOVERY_LOW),
        vector((2,) * 6, (HEAVY,) * 6, Level.IMBALANCE),
        vector((1,) * 2, WEEK[:2], Level.USUAL),
    ),
    draw=drawing(
        (*(3,) * 2, *(2,) * 6),
        (*WEEK, 420.0),
        _("The same poor answers in an ordinary week of training: recovery low, load normal."),
    ),
    words=LEVEL_WORDS,
)


PERSISTENT = Card(
    slug="persistent",
    level=Level.PERSISTENT,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Persistent"),
    question=_("Has it gone on for so long that rest should be planned?"),
    what=(
        _(
            "A warning was open already, and it does not get better: on most of the past days"
            " recovery was well behind your own normal. Plan rest together, and with complaints see"
            " a doctor or a sports physician."
        ),
        _(
            "Only time tells a hard block from a hole: after the one, recovery returns within days"
            " of easier training. That is why this level looks at many days, and closes slowly."
        ),
    ),
    formula=Rules(
        sentences=(
            said(
                _(
                    "A warning is open, and on {days} of {window} days E was {evidence} or more"
                    " and R"
                    " {response} or more;"
                ),
                days=P.persistent_days,
                window=P.persistent_of_days,
                evidence=P.imbalance_evidence,
                response=P.persistent_response,
            ),
            said(
                _(
                    "or a warning is open, E is {evidence} or more, and fatigue was among the two"
                    " worst answers for {days} days running;"
                ),
                days=P.fatigue_days,
                evidence=P.imbalance_evidence,
            ),
            said(
                _(
                    "or a warning has been open for {days} days, E is {evidence} or more, and a"
                    " test of performance was clearly worse than usual for the second time"
                    " running, at most four weeks ago."
                ),
                days=DROP_AFTER_DAYS,
                evidence=P.imbalance_evidence,
            ),
            said(
                _("Closes when E has been below {evidence} on {days} check-ins in a row."),
                evidence=P.close_evidence,
                days=P.persistent_close_days,
            ),
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=said(_("The last {days} days, today included."), days=P.persistent_of_days),
    minimum=MINIMUM,
    missing=MISSING,
    direction=ONE_WAY,
    failures=(
        _("It is late by design: ten days are needed before it can be sure enough."),
        _("A lasting change, such as a new job, looks the same until it has become the normal."),
        SYNTHETIC,
    ),
    sources=(MEEUSEN, OURS),
    compute=last_level,
    vectors=(
        vector((2,) * 14, (HEAVY,) * 14, Level.PERSISTENT),
        vector((2,) * 6, (HEAVY,) * 6, Level.IMBALANCE),
    ),
    draw=drawing(
        (*(3,) * 2, *(2,) * 14),
        (HEAVY,) * 16,
        _("Two heavy weeks without recovery: from imbalance to persistent."),
    ),
    words=LEVEL_WORDS,
)


CARDS = (NOTICE, IMBALANCE, RECOVERY_LOW, PERSISTENT)
