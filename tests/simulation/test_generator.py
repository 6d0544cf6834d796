import numpy as np
import pytest

from recovery.engine import WARNING_LEVELS, DayState, assess
from recovery.simulation import EASY, HARD, EpisodeKind, Simulation, Variant, simulate


@pytest.fixture(scope="module")
def easy() -> Simulation:
    return simulate(400, 200, 1)


def test_the_same_seed_gives_the_same_facts() -> None:
    first, second = simulate(5, 60, 3), simulate(5, 60, 3)
    np.testing.assert_array_equal(first.items, second.items)
    np.testing.assert_array_equal(first.sessions.rpe, second.sessions.rpe)
    assert not np.array_equal(first.items, simulate(5, 60, 4).items, equal_nan=True)


def test_episodes_come_in_the_intended_shares(easy: Simulation) -> None:
    share = np.bincount(easy.episodes.kind, minlength=6) / 400
    np.testing.assert_allclose(share, [0.35, 0.15, 0.10, 0.20, 0.10, 0.10], atol=0.06)
    began = easy.episodes.onset[easy.episodes.kind != EpisodeKind.NONE]
    assert (began.min(), began.max()) == (90, 140)


def test_athletes_are_quiet_before_their_episode(easy: Simulation) -> None:
    assert (easy.latent.strain[:, :90] == 0).all()
    assert (easy.latent.illness[:, :90] == 0).all()


def test_only_overreaching_leaves_lasting_strain(easy: Simulation) -> None:
    kind, highest = easy.episodes.kind, easy.latent.strain.max(axis=1)
    assert (highest[kind == EpisodeKind.NON_FUNCTIONAL] > 1).all()
    assert (highest[kind == EpisodeKind.FUNCTIONAL] > 0.4).all()
    others = (kind != EpisodeKind.NON_FUNCTIONAL) & (kind != EpisodeKind.FUNCTIONAL)
    assert (highest[others] == 0).all()


def test_strain_is_felt_in_answers_and_exertion(easy: Simulation) -> None:
    strained = easy.latent.strain > 1.5
    answered = ~np.isnan(easy.items[..., 0])
    # 5 is best: fatigue answers drop.
    assert (
        easy.items[answered & strained, 0].mean() < easy.items[answered & ~strained, 0].mean() - 0.7
    )
    sessions = easy.sessions
    athlete, slot = np.nonzero(sessions.day >= 0)
    harder = sessions.rpe[athlete, slot] - sessions.planned_rpe[athlete, slot]
    on_strained = strained[athlete, sessions.day[athlete, slot]]
    assert harder[on_strained].mean() > harder[~on_strained].mean() + 0.4


def test_rest_and_unlogged_days_are_told_apart(easy: Simulation) -> None:
    state = easy.series().day_state
    shares = [(state == code).mean() for code in DayState]
    # One day in seven is rest, nine in ten of those are said; 5 % of sessions are not logged.
    np.testing.assert_allclose(shares, [0.06, 0.13, 0.81], atol=0.03)


def test_answers_are_missing_more_often_under_strain(easy: Simulation) -> None:
    answered = ~np.isnan(easy.items[..., 0])
    strained = easy.latent.strain > 1.5
    assert answered.mean() == pytest.approx(0.77, abs=0.04)
    assert answered[strained].mean() < answered[~strained].mean() - 0.05


def test_the_careless_answer_alike() -> None:
    careful = simulate(60, 60, 2, variant=Variant(careless_share=0.0))
    careless = simulate(60, 60, 2, variant=Variant(careless_share=1.0))
    answer_columns = [0, 1, 2, 4, 5, 6, 7]

    def alike(simulation: Simulation) -> float:
        answers = simulation.items[..., answer_columns]
        given = ~np.isnan(answers[..., 0])
        return float((np.ptp(answers[given], axis=-1) == 0).mean())

    assert alike(careful) < 0.1
    assert alike(careless) > 0.75


def test_the_model_finds_what_the_generator_hides() -> None:
    """The hard variant, held loosely: exact figures belong to the method cards."""
    simulation = simulate(400, 210, 11, variant=HARD)
    level = assess(simulation.series()).level
    warned = np.isin(level, WARNING_LEVELS)
    opening = warned & ~np.pad(warned, ((0, 0), (1, 0)))[:, :-1]
    target = simulation.episodes.kind == EpisodeKind.NON_FUNCTIONAL
    target &= simulation.latent.strain.max(axis=1) >= 1
    found = np.array(
        [opening[row, simulation.episodes.onset[row] :].any() for row in np.flatnonzero(target)]
    )
    quiet = simulation.episodes.kind == EpisodeKind.NONE
    assert found.mean() > 0.75
    assert 100 * opening[quiet].mean() < 0.15


def test_an_episode_after_the_last_day_is_none() -> None:
    assert (simulate(50, 60, 1, variant=EASY).episodes.kind == EpisodeKind.NONE).all()


def test_nothing_to_simulate_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, got 0 and 10"):
        simulate(0, 10, 1)
