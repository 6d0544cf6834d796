"""The package offers everything that its modules do."""

import importlib
import inspect
import pkgutil

from recovery.engine import metrics


def test_every_public_function_and_class_is_exported() -> None:
    for one in pkgutil.iter_modules(metrics.__path__):
        module = importlib.import_module(f"{metrics.__name__}.{one.name}")
        own = {
            name
            for name, thing in vars(module).items()
            if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
        }
        assert own <= set(metrics.__all__), module.__name__


def test_no_export_hides_a_module() -> None:
    modules = {one.name for one in pkgutil.iter_modules(metrics.__path__)}
    assert not modules & set(metrics.__all__)


def test_every_export_says_what_it_is() -> None:
    for name in metrics.__all__:
        thing = getattr(metrics, name)
        if callable(thing):
            first = (inspect.getdoc(thing) or "").splitlines()[:1]
            assert first, name
            assert first[0].endswith((".", "]", "]_.")) or "[" in first[0], name
