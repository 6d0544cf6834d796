#!/usr/bin/env python3
"""Django's command line. `demo` and `verify` first make the environment that they run in."""

import os
import sys


def main() -> None:
    # Nothing newer than Python 3.5 in this file: an old Python must get as far as this line.
    if sys.version_info < (3, 11):  # noqa: UP036
        version = "{}.{}".format(*sys.version_info[:2])
        sys.exit("Recovery needs Python 3.11 or newer; this is Python " + version + ".")
    if sys.argv[1:2] == ["demo"] or sys.argv[1:2] == ["verify"]:
        run_in_own_environment()
        return
    # What only reads or measures the code, or starts a site of its own, needs no site's secrets.
    without_site = sys.argv[1:2] in (["messages"], ["screenshots"], ["benchmark"], ["validate"])
    settings = "tests.support.static_settings" if without_site else "recovery.settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (see above)

    execute_from_command_line(sys.argv)


def run_in_own_environment() -> None:
    """Run a command that needs neither settings nor working code, only an environment."""
    from importlib import import_module  # noqa: PLC0415 (see above)

    from recovery.bootstrap import continue_in_environment  # noqa: PLC0415 (see above)

    continue_in_environment(sys.argv)
    command = import_module("recovery.management.commands." + sys.argv[1]).Command()
    command.run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
