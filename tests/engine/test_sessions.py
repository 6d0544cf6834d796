from dataclasses import fields

import numpy as np
import pytest

from recovery.engine import DayKind, DayState, SessionKind, Sessions, daily_load, pack_sessions
from recovery.engine.arrays import IntArray
from recovery.engine.dissociation import dissociation, easy_creep, rpe_residual
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
    sessions = sessions_of(*[(day, 60.0, 6.5, 5.0) for day in range(5)])
    value = dissociation(sessions, 9)[0]
    assert np.isnan(value[:5]).all()  # five sessions are needed, and today's do not count
    state = 0.0
    for _day in range(5):
        state = 0.75 * 0.95 * state + 0.25 * 1.5 / 1.1  # 1.1 RPE is one SD; a day between
    assert value[5:] == pytest.approx([state, 0.95 * state, 0.95**2 * state, 0.95**3 * state])


def test_one_wild_rating_is_clipped() -> None:
    # Sessions of one day fade nothing, so only the clipped last one matters.
    sessions = sessions_of(*[(0, 60.0, 2.0, 2.0)] * 4, (0, 60, 10, 2))
    assert dissociation(sessions, 2)[0, 1] == pytest.approx(0.25 * 4)


def test_dissociation_forgets_sessions_after_28_days() -> None:
    sessions = sessions_of(*[(day, 60.0, 6.0, 5.0) for day in range(5)])
    value = dissociation(sessions, 40)[0]
    assert not np.isnan(value[28])
    assert np.isnan(value[29:]).all()


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
