"""Where the login limiter counts, and what it does when that is not there."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


class OptionalRedisCache(RedisCache):
    """An empty cache while Redis is away, so that people can still sign in.

    Their attempts go uncounted meanwhile. Keeping a whole squad out in the morning would be the
    worse failure: a guess still has to be right, and costs an Argon2 hash.
    """

    def add(self, *args: Any, **options: Any) -> bool:
        try:
            return super().add(*args, **options)
        except RedisError:
            _note()
            return True

    def get(self, key: object, default: object = None, version: int | None = None) -> object:
        try:
            return super().get(key, default, version)
        except RedisError:
            _note()
            return default

    def set(self, *args: Any, **options: Any) -> None:
        try:
            super().set(*args, **options)
        except RedisError:
            _note()

    def delete(self, key: object, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError:
            _note()
            return False


def _note() -> None:
    logger.warning("redis is away: attempts to sign in are not counted")
