"""The ways to compute the same figures, each by the name that the benchmark prints."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from recovery.benchmarks.facts import Facts, Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way.

    Attributes
    ----------
    code, name : str
        On the command line, and in the table.
    module : str
        Of `recovery.benchmarks`. It has what the next three name.
    compute : str
        From what was prepared to the figures: what is timed.
    prepare : str
        From facts to whatever the way starts from; not timed. Empty for the facts themselves.
    join : str
        From what it computes to one array per figure; not timed. Empty where it is that.
    needs : str
        The package without which it cannot run.
    share : int
        Of how many athletes it computes one: the slowest would take minutes.
    """

    code: str
    name: str
    module: str
    compute: str = "compute"
    prepare: str = ""
    join: str = ""
    needs: str = ""
    share: int = 1

    @property
    def installed(self) -> bool:
        return not self.needs or find_spec(self.needs) is not None

    def load(self) -> tuple[Callable[[Facts], Any], Callable[[Any], Any]]:
        """Return how to prepare and how to compute."""
        module = import_module(f"recovery.benchmarks.{self.module}")
        prepare = getattr(module, self.prepare) if self.prepare else lambda facts: facts
        return prepare, getattr(module, self.compute)

    def figures(self, facts: Facts) -> Figures:
        """Return all figures of some facts, one array each."""
        prepare, compute = self.load()
        found: Figures = compute(prepare(facts))
        if not self.join:
            return found
        joined: Figures = getattr(import_module(compute.__module__), self.join)(found)
        return joined


FLOOR = Way(code="floor", name="floor: writing 23 numbers", module="floor")
ENGINE = Way(
    code="engine", name="Recovery's engine, NumPy alone", module="with_engine", join="join"
)
BY_GROUP = Way(
    code="pandas",
    name="pandas, group-by rolling",
    module="with_pandas",
    compute="compute_by_group",
    prepare="prepare",
    needs="pandas",
)
BY_ATHLETE = Way(
    code="pandas-loop",
    name="pandas, athlete by athlete",
    module="with_pandas",
    compute="compute_by_athlete",
    prepare="prepare",
    needs="pandas",
    share=50,
)
POLARS = Way(
    code="polars",
    name="polars, on every core",
    module="with_polars",
    prepare="prepare",
    needs="polars",
)
NUMBA = Way(
    code="numba",
    name="numba, a compiled loop",
    module="with_numba",
    needs="numba",
)
WAYS = (FLOOR, NUMBA, ENGINE, POLARS, BY_GROUP, BY_ATHLETE)
BY_CODE = {way.code: way for way in WAYS}
COMPARED = tuple(way for way in WAYS if way not in (FLOOR, ENGINE))
