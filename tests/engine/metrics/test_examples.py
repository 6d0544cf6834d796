"""The examples in the docstrings are run."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

from recovery.engine import arrays, metrics, status

MODULES = [
    importlib.import_module(f"{metrics.__name__}.{one.name}")
    for one in pkgutil.iter_modules(metrics.__path__)
]


@pytest.mark.parametrize("module", [arrays, status, *MODULES], ids=lambda one: one.__name__)
def test_docstring_examples_hold(module: object) -> None:
    tests = doctest.DocTestFinder(exclude_empty=True).find(module, extraglobs={"np": np})
    runner = doctest.DocTestRunner()
    for one in tests:
        runner.run(one)
    assert runner.summarize(verbose=False).failed == 0
