"""Levels that are no warnings: ill, sore in one spot, answers that fall away, too little."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery.engine import Level
from recovery.methods.cards import Card, Group
from recovery.methods.examples import USUAL_ANSWERS, WEEK, last_level
from recovery.methods.formulas import Rules
from recovery.methods.notation import said
from recovery.methods.subjects.common import NEVER_FINE, OURS
from recovery.methods.subjects.scenarios import (
    ILL_SYMBOLS,
    LEVEL_WORDS,
    SAW_2015,
    SORE_SYMBOLS,
    SYMBOLS,
    UNIT,
    P,
    drawing,
    vector,
)

NOT_ENOUGH = Card(
    slug="not-enough-data",
    level=Level.UNKNOWN,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Not enough data"),
    question=_("Is there enough to say anything at all?"),
    what=(
        _(
            "There are too few check-ins to compare with, or too few of the last week. We then say"
            " so, and nothing else. No data never means that somebody is fine."
        ),
        _("It takes about two weeks of check-ins to know what is usual for somebody."),
    ),
    formula=Rules(
        sentences=(
            said(
                _("Shown while the own normal holds fewer than {answers} check-ins;"),
                answers=P.learning_answers,
            ),
            said(
                _(
                    "or when more than {missed} of the last 7 days have no check-in of {items}"
                    " answers"
                    " or more;"
                ),
                missed=P.missed_check_ins_limit,
                items=P.minimum_items,
            ),
            said(
                _("unless a warning is open: that one stays open, up to {days} days of silence."),
                days=P.lapse_days,
            ),
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=_("The last 7 days, and the days of the own normal."),
    minimum=_("None: this is what is shown when there is too little."),
    missing=NEVER_FINE,
    direction=_("It is neither good nor bad."),
    failures=(
        _("A holiday without a phone looks the same as having given up."),
        _("Somebody who trains with another club is unknown here, and may be doing well."),
    ),
    sources=(SAW_2015, OURS),
    compute=last_level,
    vectors=(
        vector(USUAL_ANSWERS, WEEK, Level.UNKNOWN, before=False),
        vector(USUAL_ANSWERS * 2, WEEK * 2, Level.USUAL, before=False),
    ),
    draw=drawing(
        (*USUAL_ANSWERS[:3], *(None,) * 6),
        (*WEEK, *WEEK[:2]),
        _("Six days without a check-in: the line ends, and nothing is said of those days."),
    ),
    words=LEVEL_WORDS,
)


DATA_MISSING = Card(
    slug="data-missing",
    level=Level.DATA_MISSING,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Answers have stopped"),
    question=_("Has somebody who used to answer stopped?"),
    what=(
        _(
            "You used to check in, and this week you hardly do. That says nothing about how you are"
            " doing. But people skip a check-in sooner when they are tired or have had enough of"
            " it,"
            " so it is a reason to ask how it goes."
        ),
        _("Nobody has to answer. A talk about it may also be about the questions."),
    ),
    formula=Rules(
        sentences=(
            said(
                _(
                    "Shown when the share of days with a check-in has fallen by {fall} or more: the"
                    " last 7 days against the {days} before,"
                ),
                fall=P.answers_fall,
                days=P.answers_usual_days,
            ),
            said(
                _("and more than {missed} of the last 7 days are without one."),
                missed=P.missed_check_ins_limit,
            ),
        ),
        symbols=SYMBOLS,
    ),
    unit=UNIT,
    window=said(_("7 days against the {days} before those."), days=P.answers_usual_days),
    minimum=said(
        _("A habit: {days} days in which somebody did answer."), days=P.answers_usual_days
    ),
    missing=NEVER_FINE,
    direction=_("It is neither good nor bad."),
    failures=(
        _("A holiday without a phone looks the same as having given up."),
        _("An exam week, a broken phone and a bad spell look the same."),
    ),
    sources=(SAW_2015, OURS),
    compute=last_level,
    vectors=(
        vector((None,) * 4, WEEK[:4], Level.DATA_MISSING),
        vector((None,) * 3, WEEK[:3], Level.USUAL),
    ),
    draw=drawing(
        (*USUAL_ANSWERS[:3], *(None,) * 6),
        (*WEEK, *WEEK[:2]),
        _("Six days without a check-in: the line ends, and nothing is said of those days."),
    ),
    words=LEVEL_WORDS,
)


ILL = Card(
    slug="ill",
    level=Level.ILL,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "Ill"),
    question=_("Are poor answers explained by being ill?"),
    what=(
        _(
            "You said that you are ill. Then poor answers have their explanation, and no warning is"
            " made of them. Get well first; the comparison waits."
        ),
        _("Days of illness do not count in your own normal, nor do sessions of those days."),
    ),
    formula=Rules(
        sentences=(
            said(
                _(
                    "Shown on every day on which you say so, unless a warning was open already;"
                    " your own"
                    " normal then stays as it was, and for {days} days after."
                ),
                days=P.freeze_after_days,
            ),
        ),
        symbols=ILL_SYMBOLS,
    ),
    unit=UNIT,
    window=_("One day."),
    minimum=_("Your own word. Nothing else makes anybody ill here."),
    missing=_("Who does not say so is not ill, for all we know."),
    direction=_("It is neither good nor bad."),
    failures=(
        _("A cold that is coming shows in the answers days before anybody says so."),
        _("We do not know when you are better: start with easy days, and ask a doctor in doubt."),
    ),
    sources=(OURS,),
    compute=lambda answers, load, ill: last_level(answers, load, ill_days=ill),
    vectors=(
        vector((2,) * 4, (0.0,) * 4, Level.ILL, ill=3),
        vector((4,) * 4, (0.0,) * 4, Level.USUAL, ill=0),
    ),
    draw=drawing(
        (3, 2, 2, 2, 2, 3, 3, 4),
        (420.0, *(0.0,) * 7),
        _("Seven days of illness: the answers are poor, recovery waits, and no warning opens."),
        ill_days=7,
    ),
    words=LEVEL_WORDS,
)


LOCAL = Card(
    slug="local-problem",
    level=Level.LOCAL_PROBLEM,
    group=Group.WARNINGS,
    title=pgettext_lazy("level", "One sore spot"),
    question=_("Has one and the same spot been sore for too long?"),
    what=(
        _(
            "One part of your body has been sore for a week. Soreness from training is gone by"
            " then."
            " So look at that spot, and not at your training as a whole: with pain, see somebody"
            " who"
            " knows about it."
        ),
    ),
    formula=Rules(
        sentences=(
            said(
                _("Shown when the same region has been sore for {days} days running,"),
                days=P.local_soreness_days,
            ),
            said(
                _(
                    "with no more than {missed} of the last 7 days without a check-in, and no"
                    " warning open."
                ),
                missed=P.missed_check_ins_limit,
            ),
        ),
        symbols=SORE_SYMBOLS,
    ),
    unit=UNIT,
    window=_("As long as it lasts."),
    minimum=_("Regions named in the check-in."),
    missing=_("A day on which no region is named ends it."),
    direction=_("It is neither good nor bad."),
    failures=(
        _("It knows where it is sore, and not why."),
        _("Two spots that take turns do not add up to one."),
    ),
    sources=(OURS,),
    compute=lambda answers, load, sore: last_level(answers, load, sore_days=sore),
    vectors=(
        vector(USUAL_ANSWERS, WEEK, Level.LOCAL_PROBLEM, sore=7),
        vector(USUAL_ANSWERS, WEEK, Level.USUAL, sore=6),
    ),
    draw=drawing(
        (*USUAL_ANSWERS, 4),
        (*WEEK, 0.0),
        _("A knee that is sore for a week, while recovery is as usual: the last two days say so."),
        sore_days=8,
    ),
    words=LEVEL_WORDS,
)


CARDS = (ILL, LOCAL, DATA_MISSING, NOT_ENOUGH)
