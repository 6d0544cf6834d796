"""Where the login limiter counts, and what it does when that is not there."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


class OptionalRedisCache(RedisCache):
    """A cache that each process keeps for itself while Redis is away.

    People can then still sign in, and whoever guesses is still counted: by each of the few web
    processes on its own.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare = LocMemCache("while Redis is away", {})

    def add(self, *args: Any, **options: Any) -> bool:
        try:
            return super().add(*args, **options)
        except RedisError:
            return self._own().add(*args, **options)

    def get(self, key: str, default: object = None, version: int | None = None) -> object:
        try:
            return super().get(key, default, version)
        except RedisError:
            return self._own().get(key, default, version)

    def set(self, *args: Any, **options: Any) -> None:
        try:
            super().set(*args, **options)
        except RedisError:
            self._own().set(*args, **options)

    def delete(self, key: str, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError:
            return self._own().delete(key, version)

    def _own(self) -> LocMemCache:
        logger.warning("redis is away: each web process counts attempts to sign in by itself")
        return self._spare
