"""What a payload means, in the reader's language.

Texts come from the stored payload alone: no query, so that a page of two hundred rows costs
none, and no fact, so that nothing outside the payload's lens can slip in. Every sentence is
about the athlete's own normal, tentative, and says what to talk about; none names a condition
or a chance of one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from recovery.assessments.models import COACH_LEVELS, Level
from recovery.engine import DEFAULTS
from recovery.methods.measured import measurements
from recovery.words import and_list, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from django_stubs_ext import StrPromise

    Payload = Mapping[str, Any]

# In the middle of a sentence; capitalised where one stands alone.
ITEM_NAMES: dict[str, StrPromise] = {
    "fatigue": pgettext_lazy("item in a sentence", "fatigue"),
    "soreness": pgettext_lazy("item in a sentence", "soreness"),
    "sleep_quality": pgettext_lazy("item in a sentence", "sleep quality"),
    "sleep_hours": pgettext_lazy("item in a sentence", "hours slept"),
    "stress": pgettext_lazy("item in a sentence", "stress"),
    "mood": pgettext_lazy("item in a sentence", "mood"),
    "concentration": pgettext_lazy("item in a sentence", "concentration"),
    "motivation": pgettext_lazy("item in a sentence", "motivation"),
    "resting_heart_rate": pgettext_lazy("item in a sentence", "resting heart rate"),
    "ln_rmssd": pgettext_lazy("item in a sentence", "heart rate variability"),
}

# Fractions as one says them aloud.
SPOKEN_SHARES: dict[float, StrPromise] = {
    0.02: gettext_lazy("Hardly any warning like these is nothing, going by simulated athletes."),
    1 / 10: gettext_lazy(
        "About one in ten warnings like these is nothing, going by simulated athletes."
    ),
    1 / 5: gettext_lazy(
        "About one in five warnings like these is nothing, going by simulated athletes."
    ),
    1 / 4: gettext_lazy(
        "About one in four warnings like these is nothing, going by simulated athletes."
    ),
    1 / 3: gettext_lazy(
        "About one in three warnings like these is nothing, going by simulated athletes."
    ),
    4 / 10: gettext_lazy(
        "About four in ten warnings like these are nothing, going by simulated athletes."
    ),
    1 / 2: gettext_lazy(
        "About half of warnings like these are nothing, going by simulated athletes."
    ),
    2 / 3: gettext_lazy(
        "About two in three warnings like these are nothing, going by simulated athletes."
    ),
}

# Less than this from usual is not worth a word. [%], [SD]
LOAD_AS_USUAL = 10
EFFORT_AS_EXPECTED = DEFAULTS.raised_exertion
LOAD_WAS_HIGHER = 1.0
BETTER_Z = -0.5
KNOWN_DAYS_ENOUGH = 20  # of 28


@dataclass(frozen=True, slots=True)
class Point:
    """One line of evidence: what, how it is, and the card that explains the number."""

    label: str
    text: str
    method: str = field(default="", compare=False)


# To whoever looks after the athlete, and to the athlete.
CONVERSATIONS: dict[Level, StrPromise] = {
    Level.IMBALANCE: gettext_lazy(
        "Ask how training feels. An easier two or three days are worth discussing."
    ),
    Level.RECOVERY_LOW: gettext_lazy(
        "Ask about sleep, stress, illness and food. A talk may help more than rest."
    ),
    Level.PERSISTENT: gettext_lazy(
        "Plan rest together. With complaints, a doctor or a sports physician can help."
    ),
    Level.ILL: gettext_lazy("Wish them well, and leave training until they are better."),
    Level.DATA_MISSING: gettext_lazy(
        "Answers that stop say nothing about recovery. They are a reason to ask how it goes."
    ),
}
ADVICE: dict[Level, StrPromise] = {
    Level.NOTICE: gettext_lazy("Think of sleep, food and an easier day."),
    Level.IMBALANCE: gettext_lazy("Talk over two or three easier days with your coach."),
    Level.RECOVERY_LOW: gettext_lazy("Think of sleep, stress, illness or food."),
    Level.PERSISTENT: gettext_lazy(
        "Plan rest and talk with your coach. With complaints, see a doctor or a sports physician."
    ),
    Level.ILL: gettext_lazy(
        "Rest until you are better. What you answer while ill is not held against your recovery."
    ),
    Level.LOCAL_PROBLEM: gettext_lazy(
        "Soreness in one place for a week is not a matter of recovery. Tell your coach, and have"
        " it looked at if it hinders you."
    ),
}

# What to try, in the order in which it is offered: to the athlete, and of the athlete.
MOST_SUGGESTIONS = 3
SUGGESTIONS: dict[str, tuple[StrPromise, StrPromise]] = {
    "easier": (
        gettext_lazy(
            "Make the next two or three days easier: shorter, or at an effort of 3 at most."
        ),
        gettext_lazy(
            "Make the next two or three days easier: shorter, or at an effort of 3 at most."
        ),
    ),
    "active": (
        gettext_lazy(
            "Move easily for 15 to 45 minutes instead of lying still: for soreness that often"
            " feels better than full rest."
        ),
        gettext_lazy(
            "Swap a session for 15 to 45 minutes of easy movement: for soreness that often feels"
            " better than full rest."
        ),
    ),
    "rest": (
        gettext_lazy(
            "Take a day of full rest. With fatigue that stays, that does more than moving."
        ),
        gettext_lazy(
            "Plan a day of full rest. With fatigue that stays, that does more than moving."
        ),
    ),
    "easy_is_easy": (
        gettext_lazy("Let easy sessions be easy: they feel harder than they are meant."),
        gettext_lazy("Let easy sessions be easy: they feel harder than they are meant."),
    ),
    "sleep": (
        gettext_lazy("Go to bed earlier for some nights, at the same time each."),
        gettext_lazy("Ask about sleep: some nights at the same, earlier time help."),
    ),
    "food": (
        gettext_lazy("Eat for what you train: enough carbohydrates, and protein with every meal."),
        gettext_lazy("Ask about food: eating too little for the load looks just like this."),
    ),
    "talk": (
        gettext_lazy("Talk with somebody about what else is on your mind."),
        gettext_lazy("Have a talk about what is going on besides sport."),
    ),
    "ill": (
        gettext_lazy("Could you be getting ill? Then rest first, and say so in your check-in."),
        gettext_lazy("Ask whether they may be getting ill."),
    ),
}
SLEEP_ITEMS = {"sleep_quality", "sleep_hours"}
MIND_ITEMS = {"stress", "mood", "concentration", "motivation"}


def item_name(code: str) -> str:
    """Return an item's name as it stands alone."""
    return capfirst(str(ITEM_NAMES[code]))


def item_value(code: str, value: float) -> str:
    """Return an answer or a measurement in the reader's notation, with its unit."""
    if code == "sleep_hours":
        return _("%(number)s h") % {"number": number(value, 1)}
    if code == "resting_heart_rate":
        return pgettext("beats per minute", "%(number)s bpm") % {"number": number(value)}
    if code == "ln_rmssd":
        milliseconds = 2.718281828459045**value  # stored as a logarithm
        return _("%(number)s ms") % {"number": number(milliseconds)}
    return number(value, 0 if float(value).is_integer() else 1)


# --- one sentence ------------------------------------------------------------------------------


OWN_HEADLINES: dict[Level, StrPromise] = {
    Level.UNKNOWN: gettext_lazy("Too little to say anything about these days"),
    Level.USUAL: gettext_lazy("Your recovery is as usual"),
    Level.IMBALANCE: gettext_lazy("Your recovery is clearly behind your own normal"),
    Level.RECOVERY_LOW: gettext_lazy("Your recovery is lower, but your training is not heavier"),
    Level.ILL: gettext_lazy("You are ill: first get better"),
    Level.LOCAL_PROBLEM: gettext_lazy("One part of you has been sore for a week"),
    Level.DATA_MISSING: gettext_lazy("Too little to say anything about these days"),
}


def own_headline(payload: Payload) -> str:
    """Say to the athlete how they are doing, as the heading of a page."""
    level = Level(payload["level"])
    if level == Level.UNKNOWN and payload["phase"] == "learning":
        return _("Your own normal is still being learned")
    if level == Level.NOTICE:
        return _notice_headline(payload)
    if level == Level.IMBALANCE and _is_load_involved(payload):
        return _("Load and recovery are drifting apart")
    if level == Level.PERSISTENT:
        days = _days(payload)
        return ngettext(
            "Your recovery has been behind for %(days)d day: time to plan rest",
            "Your recovery has been behind for %(days)d days: time to plan rest",
            days,
        ) % {"days": days}
    return str(OWN_HEADLINES[level])


def _notice_headline(payload: Payload) -> str:
    """Name what a notice rests on; the answers as a whole come first."""
    response, excess = payload["response"], payload["load_excess"]
    if response is None or response < DEFAULTS.notice_response:
        if "sudden" in payload["cues"]:
            return _("Two poor mornings at once: are you getting ill?")
        if payload["soreness_days"] >= DEFAULTS.notice_soreness_days:
            return ngettext(
                "Your soreness has stayed for %(days)d day",
                "Your soreness has stayed for %(days)d days",
                payload["soreness_days"],
            ) % {"days": payload["soreness_days"]}
        if excess is not None and excess >= DEFAULTS.notice_load:
            return _("You have trained much more than you are used to")
        if payload["easy_creep"] is not None and payload["easy_creep"] >= DEFAULTS.easy_creep_rpe:
            return _("Your easy sessions feel harder than planned")
    return _("Your recovery is a bit behind your own normal")


def headline(payload: Payload) -> str:
    """Say of the athlete how they are doing, and why, in a sentence or two."""
    level = Level(payload["level"])
    values = {
        "items": _listed(reason["item"] for reason in payload["top_items"]),
        "percent": abs(payload["load"]["percent"] or 0),
        "days": _days(payload),
    }
    if level == Level.PERSISTENT:
        return _persistent_sentence(payload, values)
    if level in {Level.IMBALANCE, Level.RECOVERY_LOW, Level.NOTICE}:
        return f"{_recovery_sentence(payload, values)} {_load_sentence(payload)}".strip()
    return _unwarned_headline(payload, level)


def _unwarned_headline(payload: Payload, level: Level) -> str:
    """Say of an athlete without a warning how they are doing."""
    if level == Level.ILL:
        return _("Says to be ill. What is answered meanwhile is not held against recovery.")
    if level == Level.LOCAL_PROBLEM:
        return _("One region has been sore for a week; recovery as a whole is another matter.")
    if level == Level.USUAL:
        usual = _("As usual.")  # beside the f-string: inside one no catalogue would find it
        return f"{usual} {_load_sentence(payload)}".strip()
    count = payload["coverage"]["checkins_7"]
    if level == Level.DATA_MISSING:
        sentence = ngettext(
            "Used to answer more often; %(count)d check-in in the last seven days.",
            "Used to answer more often; %(count)d check-ins in the last seven days.",
            count,
        )
    elif payload["phase"] == "learning":
        return _("Their own normal is still being learned.")
    else:
        sentence = ngettext(
            "%(count)d check-in in the last seven days: too little to say anything.",
            "%(count)d check-ins in the last seven days: too little to say anything.",
            count,
        )
    return sentence % {"count": count}


def _persistent_sentence(payload: Payload, values: Mapping[str, Any]) -> str:
    if _load_percent(payload) >= LOAD_AS_USUAL:
        return (
            ngettext(
                "Recovery has stayed below their own normal for %(days)d day"
                " while load is %(percent)d%% above usual.",
                "Recovery has stayed below their own normal for %(days)d days"
                " while load is %(percent)d%% above usual.",
                values["days"],
            )
            % values
        )
    stayed = (
        ngettext(
            "Recovery has stayed below their own normal for %(days)d day.",
            "Recovery has stayed below their own normal for %(days)d days.",
            values["days"],
        )
        % values
    )
    return f"{stayed} {_load_sentence(payload)}".strip()


def _recovery_sentence(payload: Payload, values: Mapping[str, Any]) -> str:
    if payload["top_items"]:
        return _("Worse than their own normal: %(items)s.") % values
    response = payload["response"]
    if response is not None and response >= DEFAULTS.imbalance_response:
        return _("Recovery is below their own normal.")
    return _("Recovery is about as usual.")


def _load_sentence(payload: Payload) -> str:
    """Return a sentence about load, empty where nothing is known of it."""
    percent = payload["load"]["percent"]
    if percent is None:
        return ""
    if percent >= LOAD_AS_USUAL:
        return _("Load is %(percent)d%% above usual.") % {"percent": percent}
    if _was_load_higher(payload):
        return _("Load was higher than usual in the past two weeks.")
    if percent <= -LOAD_AS_USUAL:
        return _("Load is %(percent)d%% below usual.") % {"percent": -percent}
    return _("Load is as usual.")


# --- the case ------------------------------------------------------------------------------------


def speaks_for(payload: Payload) -> tuple[Point, ...]:
    """Return the evidence for what is said, most telling first."""
    return (
        *_worse_items(payload),
        *_load_for(payload),
        *_effort_for(payload),
        *_tests_for(payload),
    )


def speaks_against(payload: Payload) -> tuple[Point, ...]:
    """Return what is as usual, or better."""
    return (
        *_usual_items(payload),
        *_load_against(payload),
        *_effort_against(payload),
        *_overload(payload),
    )


def in_short(payload: Payload) -> tuple[Point, ...]:
    """Return the same as `speaks_against`, the items in one line each for better and as usual."""
    better = [each["item"] for each in payload["against"] if each["z"] <= BETTER_Z]
    usual = [each["item"] for each in payload["against"] if each["z"] > BETTER_Z]
    return (
        *([Point(_("Better than usual"), _listed(better), method="own-normal")] if better else ()),
        *([Point(_("As usual"), _listed(usual), method="own-normal")] if usual else ()),
        *_load_against(payload),
        *_effort_against(payload),
        *_overload(payload),
    )


def missing(payload: Payload, *, is_own: bool = False) -> tuple[Point, ...]:
    """Return what there was nothing, or little, to go by of.

    To others, withheld and not filled in read the same: a refusal is nobody's business.
    """
    return tuple(_missing(payload, is_own=is_own))


def closes(payload: Payload) -> str:
    """Say what would close a warning; empty where none is open."""
    rule = payload["closes_if"]
    if rule is None:
        return ""
    values = {
        "days": rule["days"],
        "below": number(rule["below"], 2),
        "now": number(rule["now"], 2),
    }
    if rule["stream"] == "response":
        sentence = ngettext(
            "Closes after %(days)d check-in nearer to normal: recovery less than %(below)s behind,"
            " now %(now)s.",
            "Closes after %(days)d check-ins in a row nearer to normal: recovery less than"
            " %(below)s behind, now %(now)s.",
            rule["days"],
        )
    else:
        sentence = ngettext(
            "Closes after %(days)d check-in nearer to normal: evidence below %(below)s,"
            " now %(now)s.",
            "Closes after %(days)d check-ins in a row nearer to normal: evidence below %(below)s,"
            " now %(now)s.",
            rule["days"],
        )
    return sentence % values


def conversation(payload: Payload) -> str:
    """Say to a coach what to talk about; empty where nothing calls for it."""
    return str(CONVERSATIONS.get(Level(payload["level"]), ""))


def advice(payload: Payload) -> str:
    """Say to the athlete what to think of; empty where nothing calls for it."""
    return str(ADVICE.get(Level(payload["level"]), ""))


def suggestions(payload: Payload, *, is_own: bool = False) -> tuple[str, ...]:
    """Return what to try, most to the point first; nothing where nothing is the matter.

    Each follows from something in the payload, so that none is said to everybody.
    """
    level = Level(payload["level"])
    if level not in {*COACH_LEVELS, Level.NOTICE}:
        return ()
    chosen = [code for code, fits in _suggested(payload, level) if fits][:MOST_SUGGESTIONS]
    return tuple(str(SUGGESTIONS[code][0 if is_own else 1]) for code in chosen)


def _suggested(payload: Payload, level: Level) -> Iterator[tuple[str, bool]]:
    leads = payload["top_items"][0]["item"] if payload["top_items"] else ""
    items = {reason["item"] for reason in payload["top_items"]}
    is_sore = leads == "soreness" or "soreness" in payload["cues"]
    is_loaded = payload["load_raised"] or payload["exertion_raised"] or "load" in payload["cues"]
    is_worn_out = level == Level.PERSISTENT or payload["fatigue_days"] >= DEFAULTS.fatigue_days
    yield "ill", "sudden" in payload["cues"]
    yield "rest", is_worn_out
    yield "easier", is_loaded and not is_worn_out
    yield "active", is_sore and not is_worn_out
    yield "easy_is_easy", "easy_creep" in payload["cues"]
    yield "sleep", bool(items & SLEEP_ITEMS)
    yield "talk", bool(items & MIND_ITEMS)
    yield "food", is_loaded or is_worn_out or "fatigue" in items


def caution(payload: Payload) -> str:
    """Say why a warning may be wrong."""
    if payload["careless"]:
        return _(
            "Nearly every check-in has one answer to all questions, so the answers count for less."
        )
    if payload["building_up"]:
        return _("They are building up after a break: more load than lately is what they meant.")
    if payload["ill"]:
        return _("They say they are ill. That alone can explain it.")
    if payload["phase"] != "full":
        return _(
            "Their own normal rests on few answers so far: this is wrong more often than later on."
        )
    if payload["load"]["percent"] is None:
        return _("Too little is known of training to set it beside the answers.")
    return _("A few poor days in a row can be chance, and a good reason may lie outside sport.")


def how_often_wrong(payload: Payload) -> str:
    """Say how often a warning like this one was wrong where the truth is known.

    From what the laboratory measured of this version of the model, and nothing else.
    """
    measured = measurements()
    rule = measured.rules.get(Level(payload["level"]).name.lower())
    if rule is None or rule.wrong_share is None or measured.engine_version != DEFAULTS.version:
        return _(
            "How often a warning like this is wrong is not measured yet."
            " Take it as a reason to ask."
        )
    in_ten = round(10 * rule.wrong_share.value)
    if in_ten == 0:
        return _(
            "Among simulated athletes hardly any warning like this came outside a bad spell."
            " Take it as a reason to ask."
        )
    return ngettext(
        "Among simulated athletes %(count)d in ten warnings like this came outside a bad spell."
        " Take it as a reason to ask.",
        "Among simulated athletes %(count)d in ten warnings like this came outside a bad spell."
        " Take it as a reason to ask.",
        in_ten,
    ) % {"count": in_ten}


def how_many_wrong(levels: Collection[int]) -> str:
    """Say how many of some open warnings are probably nothing, as a warning's own card does.

    The mean of what the laboratory measured for each; empty where there are none. A share is
    told as the nearest fraction that one says aloud.
    """
    if not levels:
        return ""
    measured = measurements()
    rules = [measured.rules.get(Level(level).name.lower()) for level in levels]
    shares = [rule.wrong_share.value for rule in rules if rule is not None and rule.wrong_share]
    if len(shares) < len(levels) or measured.engine_version != DEFAULTS.version:
        return _("How many of these are nothing is not measured yet.")
    share = sum(shares) / len(shares)
    nearest = min(SPOKEN_SHARES, key=lambda spoken: abs(spoken - share))
    return str(SPOKEN_SHARES[nearest])


def _worse_items(payload: Payload) -> Iterator[Point]:
    for reason in payload["top_items"]:
        yield Point(
            item_name(reason["item"]),
            ngettext(
                "%(now)s, usually %(usual)s; worse on %(worse)d of %(answered)d day",
                "%(now)s, usually %(usual)s; worse on %(worse)d of %(answered)d days",
                reason["days_answered"],
            )
            % {
                "now": item_value(reason["item"], reason["raw"]),
                "usual": item_value(reason["item"], reason["own_normal"]),
                "worse": reason["days_worse"],
                "answered": reason["days_answered"],
            },
            method="own-normal",
        )
    if payload["fatigue_days"] >= DEFAULTS.fatigue_days:
        days = payload["fatigue_days"]
        yield Point(
            _("Fatigue that stays"),
            ngettext("%(days)d day in a row", "%(days)d days in a row", days) % {"days": days},
            method="persistent",
        )
    if payload["soreness_days"] >= DEFAULTS.notice_soreness_days:
        days = payload["soreness_days"]
        yield Point(
            _("Soreness that stays"),
            ngettext("%(days)d day in a row", "%(days)d days in a row", days) % {"days": days},
            method="soreness-that-stays",
        )


def _usual_items(payload: Payload) -> Iterator[Point]:
    for reason in payload["against"]:
        is_better = reason["z"] <= BETTER_Z
        yield Point(
            item_name(reason["item"]),
            _("better than usual") if is_better else _("as usual"),
            method="own-normal",
        )


def _load_for(payload: Payload) -> Iterator[Point]:
    percent = _load_percent(payload)
    if percent >= LOAD_AS_USUAL:
        yield Point(
            _("Load"), _("%(percent)d%% above usual") % {"percent": percent}, method="load-excess"
        )
    elif _was_load_higher(payload):
        yield Point(_("Load"), _("higher than usual in the past two weeks"), method="load-excess")


def _load_against(payload: Payload) -> Iterator[Point]:
    percent = payload["load"]["percent"]
    if percent is None or percent >= LOAD_AS_USUAL or _was_load_higher(payload):
        return
    if percent <= -LOAD_AS_USUAL:
        yield Point(
            _("Load"), _("%(percent)d%% below usual") % {"percent": -percent}, method="load-excess"
        )
    else:
        yield Point(_("Load"), _("as usual"), method="load-excess")


def _effort_for(payload: Payload) -> Iterator[Point]:
    creep, dissociation = payload["easy_creep"], payload["dissociation"]
    if creep is not None and creep >= DEFAULTS.easy_creep_rpe:
        yield Point(
            _("Easy sessions felt hard"),
            _("+%(rpe)s RPE") % {"rpe": number(creep, 1)},
            method="easy-day-creep",
        )
    elif dissociation is not None and dissociation >= EFFORT_AS_EXPECTED:
        yield Point(
            _("Effort"), _("sessions feel harder than the same used to"), method="dissociation"
        )


def _effort_against(payload: Payload) -> Iterator[Point]:
    dissociation = payload["dissociation"]
    if dissociation is not None and dissociation < EFFORT_AS_EXPECTED:
        yield Point(_("Effort"), _("sessions feel as they should"), method="dissociation")


def _tests_for(payload: Payload) -> Iterator[Point]:
    # A payload of an earlier version, that waits for its computation, does not tell.
    if payload.get("performance_drop"):
        yield Point(
            _("Tests of performance"),
            _("clearly worse than usual, for the second test running"),
            method="performance-test",
        )


def _overload(payload: Payload) -> Iterator[Point]:
    # A payload of an earlier version, that waits for its computation, does not tell.
    if payload.get("overload"):
        yield Point(
            _("Planned overload"),
            _("these days are meant to be heavier than usual"),
            method="imbalance",
        )


def _missing(payload: Payload, *, is_own: bool) -> Iterator[Point]:
    coverage = payload["coverage"]
    if coverage["checkins_7"] < 7:
        yield Point(
            _("Check-ins"),
            _("%(given)d of the last 7 days") % {"given": coverage["checkins_7"]},
            method="not-enough-data",
        )
    if coverage["known_days_28"] < KNOWN_DAYS_ENOUGH:
        yield Point(
            _("Training and rest"),
            _("known of %(given)d of 28 days") % {"given": coverage["known_days_28"]},
            method="not-enough-data",
        )
    if payload["missing"]:
        why = _("not filled in") if is_own else _("not shared or not filled in")
        yield Point(capfirst(_listed(payload["missing"])), why)


# --- parts ---------------------------------------------------------------------------------------


def _days(payload: Payload) -> int:
    """Count the days since the warning opened, or since it is as it is; the first is day 1."""
    first = payload["opened_on"] or payload["since"]
    return (dt.date.fromisoformat(payload["day"]) - dt.date.fromisoformat(first)).days + 1


def _load_percent(payload: Payload) -> int:
    return payload["load"]["percent"] or 0


def _was_load_higher(payload: Payload) -> bool:
    return (payload["load_excess"] or 0) >= LOAD_WAS_HIGHER


def _is_load_involved(payload: Payload) -> bool:
    harder = (payload["dissociation"] or 0) >= EFFORT_AS_EXPECTED
    return harder or _was_load_higher(payload) or _load_percent(payload) >= LOAD_AS_USUAL


def _listed(codes: Iterable[str]) -> str:
    return and_list(ITEM_NAMES[code] for code in codes)
