"""The settings of the build whose processes can be told apart from the database's side."""

from recovery.settings import *  # noqa: F403
from recovery.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.builds.TracedBuildConfig"]
