"""The settings for whoever only reads the code: type checker and linters, with no engine up."""

import os

os.environ.setdefault("SECRET_KEY", "read by type checkers, never signs anything")
os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/none")
os.environ.setdefault("REDIS_URL", "redis://localhost:1")

from recovery.settings import *  # noqa: F403
