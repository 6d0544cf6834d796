"""All worlds at once, on as many processes as there are cores to give."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from recovery.laboratory.alternatives import ALTERNATIVES, Setting, tuned
from recovery.laboratory.experiment import WorldResult, run_world
from recovery.laboratory.worlds import BY_NAME, REPORTING, TUNING, WORLDS, sample

TUNING_WORLDS = ("hard", "no load rise")


def tune() -> dict[str, Setting]:
    """Choose the settings of the alternatives, by name, on the tuning seeds."""
    samples = [sample(BY_NAME[name], TUNING) for name in TUNING_WORLDS]
    return {each.name: setting for each, setting in tuned(ALTERNATIVES, samples)}


def run_all(
    settings: dict[str, Setting],
    *,
    processes: int,
    advance: Callable[[], object] = lambda: None,
) -> list[WorldResult]:
    """Run every world on the reporting seeds.

    Parameters
    ----------
    settings : dict
        From `tune`.
    processes : int
        How many worlds run side by side.
    advance : callable
        Called after each.
    """
    # spawn: the same everywhere, and nothing of the parent is copied in the middle of something.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(run_named, world.name, settings) for world in WORLDS]
        for each in running:
            each.add_done_callback(lambda _done: advance())
        return [each.result() for each in running]


def run_named(name: str, settings: dict[str, Setting]) -> WorldResult:
    """Run one world. Functions do not travel between processes, so names do."""
    chosen = [(each, settings[each.name]) for each in ALTERNATIVES]
    return run_world(BY_NAME[name], REPORTING, chosen)
