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
_OK, _INSUFFICIENT = np.int8(Status.OK), np.int8(Status.INSUFFICIENT)


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
    there = enough if applicable is True else enough & applicable
    # A mark is 0 or 1, so the codes are sums: fewer passes than choosing one by one.
    withheld = enough.view(np.int8) + _INSUFFICIENT
    given = _OK if settled is True else np.logical_not(settled).view(np.int8)
    return Metric(np.where(there, value, np.nan), np.where(there, given, withheld))
