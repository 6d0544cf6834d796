"""A number together with why it is there, or is not."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from recovery.engine.arrays import BoolArray, CodeArray, FloatArray


class Status(IntEnum):
    """Why a number is there, or is not."""

    OK = 0
    PROVISIONAL = 1  # the history is short
    INSUFFICIENT = 2  # too few known days
    NOT_APPLICABLE = 3  # the number would mean nothing


# As NumPy has them: given a member of an enumeration, it looks for an array in it every time.
_OK, _PROVISIONAL, _INSUFFICIENT, _NOT_APPLICABLE = (np.int8(status) for status in Status)


@dataclass(frozen=True, slots=True)
class Metric:
    """Values with the `Status` of each; a value is NaN wherever the status says there is none."""

    value: FloatArray
    status: CodeArray


def metric(
    value: FloatArray,
    *,
    enough: BoolArray,
    applicable: BoolArray | bool = True,
    settled: BoolArray | bool = True,
) -> Metric:
    """Pair values with their status, and withhold them where there is none.

    Parameters
    ----------
    value : ndarray
        Anything where it is withheld.
    enough : bool ndarray, same shape
        Whether there are the data that the number needs; otherwise it is insufficient.
    applicable : bool ndarray, optional
        Whether the number would mean something; otherwise it is not applicable.
    settled : bool ndarray, optional
        Whether it may be read without reserve; otherwise it is provisional.
    """
    withheld = np.where(enough, _NOT_APPLICABLE, _INSUFFICIENT)
    given = np.where(settled, _OK, _PROVISIONAL)
    there = enough & applicable
    return Metric(np.where(there, value, np.nan), np.where(there, given, withheld))
