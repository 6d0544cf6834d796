"""The settings of the known-bad build."""

from recovery.settings import *  # noqa: F403
from recovery.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.builds.BadBuildConfig"]
