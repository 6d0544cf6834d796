from dataclasses import fields

import numpy as np
import pytest

from recovery.engine import DayKind, DayState, SessionKind, Sessions, daily_load, pack_sessions
from recovery.engine.arrays import IntArray
from recovery.engine.dissociation import centred_residual, dissociation, easy_creep, rpe_residual
from recovery.engine.sessions import session_load, typical_rpe
from tests.engine.factories import NAN

Row = tuple[int, float, float, float]  # day, minutes, rpe, planned_rpe


def sessions_of(*rows: Row, kinds: list[int] | None = None) -> Sessions:
    days, minutes, rpe, planned = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    return pack_sessions(
        n_athletes=1,
        athlete=np.zeros(len(rows), dtype=np.int64),
        day=days.astype(np.int64),
        started=np.arange(len(rows)),
        kind=np.array(kinds or [SessionKind.TRAINING] * len(rows), dtype=np.int64),
        minutes=minutes,
        rpe=rpe,
        planned_rpe=planned,
    )


def test_daily_load_adds_the_sessions_of_a_day() -> None:
    sessions = sessions_of((0, 60, 5, NAN), (0, 30, 8, NAN), (2, 45, 4, NAN))
    state, load = daily_load(sessions, np.zeros((1, 3), dtype=np.int8))
    assert load[0, [0, 2]].tolist() == [540, 180]
    assert np.isnan(load[0, 1])
    assert state[0].tolist() == [DayState.LOGGED, DayState.UNKNOWN, DayState.LOGGED]


def test_what_was_said_of_a_day_without_session_decides() -> None:
    said = np.array([list(DayKind)], dtype=np.int8)
    state, load = daily_load(Sessions.none(1), said)
    rest = {DayKind.REST, DayKind.ACTIVE_RECOVERY, DayKind.ILL}
    assert [kind in rest for kind in DayKind] == (state[0] == DayState.REST).tolist()
    assert (load[state == DayState.REST] == 0).all()
    assert np.isnan(load[state == DayState.UNKNOWN]).all()


def test_a_session_on_a_rest_day_counts() -> None:
    state, load = daily_load(
        sessions_of((0, 20, 2, NAN)), np.array([[DayKind.REST]], dtype=np.int8)
    )
    assert (state[0, 0], load[0, 0]) == (DayState.LOGGED, 40)


def test_unrated_session_takes_the_median_of_its_kind() -> None:
    sessions = sessions_of(
        (0, 60, 4, NAN),
        (1, 60, 5, NAN),
        (2, 60, 7, NAN),
        (3, 60, 10, NAN),
        (4, 30, NAN, NAN),
        (5, 30, 1, NAN),
        kinds=[0, 0, 0, 1, 0, 0],
    )
    assert session_load(sessions)[0, 4] == 30 * 5


def test_unrated_session_without_three_recent_ones_has_no_load() -> None:
    rows: list[Row] = [(0, 60, 4, NAN), (1, 60, 5, NAN), (2, 60, 7, NAN)]
    assert np.isnan(session_load(sessions_of(*rows[:2], (3, 30, NAN, NAN)))[0, -1])
    assert not np.isnan(session_load(sessions_of(*rows, (56, 30, NAN, NAN)))[0, -1])
    assert np.isnan(session_load(sessions_of(*rows, (57, 30, NAN, NAN)))[0, -1])
    state, load = daily_load(sessions_of((0, 30, NAN, NAN)), np.zeros((1, 1), dtype=np.int8))
    assert state[0, 0] == DayState.LOGGED
    assert np.isnan(load[0, 0])


def test_reported_load_stands_as_it_is() -> None:
    sessions = pack_sessions(
        n_athletes=1,
        athlete=np.array([0]),
        day=np.array([0]),
        started=np.array([0]),
        kind=np.array([0]),
        minutes=np.array([NAN]),
        rpe=np.array([NAN]),
        planned_rpe=np.array([NAN]),
        reported_load=np.array([412.5]),
    )
    assert session_load(sessions).tolist() == [[412.5]]


def test_typical_rpe_is_the_median_of_28_earlier_sessions_at_most() -> None:
    rpe = [10.0] * 5 + [3.0] * 14 + [4.0] * 14 + [9.0]
    sessions = sessions_of(*[(day, 60.0, value, NAN) for day, value in enumerate(rpe)])
    wanted = np.zeros((1, len(rpe)), dtype=np.bool_)
    wanted[0, [14, 15, 33]] = True
    typical = typical_rpe(sessions, wanted, within_days=84, minimum=15)[0]
    assert np.isnan(typical[14])  # fourteen earlier ones
    assert typical[15] == 3  # five of 10, ten of 3
    assert typical[33] == 3.5  # the tens have dropped out
    assert np.isnan(np.delete(typical, [14, 15, 33])).all()


def test_residual_is_against_the_plan_before_the_own_habit() -> None:
    habit: list[Row] = [(day, 60, 5, NAN) for day in range(15)]
    sessions = sessions_of(*habit, (15, 60, 7, 6), (16, 60, 7, NAN), (17, 60, NAN, 4))
    residual = rpe_residual(sessions)[0]
    assert np.isnan(residual[:15]).all()
    assert residual[15:17].tolist() == [1, 2]
    assert np.isnan(residual[17])


def test_dissociation_matches_hand_calculation() -> None:
    sessions = sessions_of(*[(day, 60.0, 6.5, 5.0) for day in range(3)])
    value, observed = (found[0] for found in dissociation(sessions, 6))
    assert np.isnan(value[0])  # today's session does not count yet
    assert observed.tolist() == pytest.approx([NAN, *[1.5 / 1.1] * 3, NAN, NAN], nan_ok=True)
    mean, variance = 0.0, 0.006 / (1 - 0.99**2)
    expected = []
    for _day in range(3):
        mean, variance = 0.99 * mean, 0.99**2 * variance + 0.006
        gain = variance / (variance + 1)
        mean, variance = mean + gain * (1.5 / 1.1 - mean), variance * (1 - gain)
        expected.append(mean)
    assert value[1:] == pytest.approx([*expected, 0.99 * mean, 0.99**2 * mean])


def test_two_sessions_of_a_day_are_observed_with_half_the_noise() -> None:
    value, observed = dissociation(sessions_of((0, 60, 6, 5), (0, 60, 8, 5)), 2)
    start = 0.006 / (1 - 0.99**2)
    assert observed[0, 1] == pytest.approx(2 / 1.1)
    assert value[0, 1] == pytest.approx(start / (start + 0.5) * 2 / 1.1)


def test_one_wild_rating_is_clipped() -> None:
    value, observed = dissociation(sessions_of((0, 60, 10, 2)), 2)
    assert observed[0, 1] == 4
    start = 0.006 / (1 - 0.99**2)
    assert value[0, 1] == pytest.approx(start / (start + 1) * 4)


def test_dissociation_fades_slowly_without_sessions_and_leaves_out_illness() -> None:
    sessions = sessions_of(*[(day, 60.0, 6.0, 5.0) for day in range(5)])
    value, _observed = dissociation(sessions, 40)
    assert value[0, 39] == pytest.approx(value[0, 5] * 0.99**34)
    ill = np.zeros((1, 40), dtype=np.bool_)
    ill[0, :5] = True
    assert np.isnan(dissociation(sessions, 40, left_out=ill)[0]).all()


def test_what_is_usual_between_an_athlete_and_a_plan_is_no_residual() -> None:
    """Sixty sessions, each felt 1 harder than planned: shrunk, that is how it is for them."""
    sessions = sessions_of(*[(day, 60.0, 6.0, 5.0) for day in range(80)])
    residual, count = centred_residual(sessions, 80)
    assert residual[0, :22] == pytest.approx(1)  # nothing lies three weeks back
    assert residual[0, -1] == pytest.approx(1 - 58 / (58 + 10))
    assert (count == 1).all()
    harder = sessions_of(*[(day, 60.0, 6.0 + 2 * (day >= 70), 5.0) for day in range(80)])
    assert centred_residual(harder, 80)[0][0, -1] == pytest.approx(3 - 58 / 68)


def test_easy_creep_is_the_mean_over_easy_sessions() -> None:
    rows: list[Row] = [(0, 40, 5, 3), (1, 40, 4, 2), (2, 40, 9, 7), (3, 40, 4, 3)]
    value = easy_creep(sessions_of(*rows), 6)[0]
    assert np.isnan(value[:4]).all()
    assert value[4] == pytest.approx((2 + 2 + 1) / 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"minutes": np.array([[601.0]])}, "minutes must lie between 1 and 600, got 601"),
        ({"minutes": np.array([[NAN]])}, "needs minutes or a reported load"),
        ({"rpe": np.array([[10.5]])}, "rpe must lie between 0 and 10, got 10.5"),
        ({"planned_rpe": np.array([[-1.0]])}, "planned_rpe must lie between 0 and 10"),
        ({"minutes": np.zeros((1, 2))}, "arrays of one shape"),
    ],
)
def test_impossible_sessions_are_refused(change: dict[str, np.ndarray], message: str) -> None:
    fields = {
        "day": np.array([[0]]),
        "kind": np.array([[0]]),
        "minutes": np.array([[60.0]]),
        "rpe": np.array([[5.0]]),
        "planned_rpe": np.array([[NAN]]),
        "reported_load": np.array([[NAN]]),
    }
    with pytest.raises(ValueError, match=message):
        Sessions(**(fields | change))


def test_sessions_out_of_order_are_refused() -> None:
    packed = sessions_of((1, 60, 5, NAN), (3, 60, 5, NAN))
    with pytest.raises(ValueError, match="oldest first"):
        Sessions(
            packed.day[:, ::-1],
            packed.kind,
            packed.minutes,
            packed.rpe,
            packed.planned_rpe,
            packed.reported_load,
        )
    with pytest.raises(ValueError, match="unused session slots"):
        Sessions(
            np.array([[-1, 3]]),
            packed.kind,
            packed.minutes,
            packed.rpe,
            packed.planned_rpe,
            packed.reported_load,
        )


def test_order_of_input_does_not_matter() -> None:
    draw = np.random.default_rng(9)
    athlete, day = draw.integers(0, 4, 200), draw.integers(0, 50, 200)
    started, kind = draw.permutation(200), draw.integers(0, 3, 200)
    minutes = draw.integers(5, 90, 200).astype(np.float64)
    rpe, planned = draw.integers(1, 20, 200) / 2, draw.integers(1, 10, 200).astype(np.float64)

    def packed(order: IntArray) -> Sessions:
        return pack_sessions(
            n_athletes=4,
            athlete=athlete[order],
            day=day[order],
            started=started[order],
            kind=kind[order],
            minutes=minutes[order],
            rpe=rpe[order],
            planned_rpe=planned[order],
        )

    in_order, shuffled = packed(np.arange(200)), packed(draw.permutation(200))
    for field in fields(Sessions):
        np.testing.assert_array_equal(getattr(in_order, field.name), getattr(shuffled, field.name))
