# The site, its worker and its beat: one image, three commands (docker-compose.yml).
# Python is the version that the tests run on.

FROM python:3.11-slim AS build
# The same uv as in uv.lock; tests/run/test_images.py compares them.
ARG UV_VERSION=0.13.9
ENV UV_LINK_MODE=copy \
    UV_COMPILE_BYTECODE=1 \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check "uv==${UV_VERSION}"
WORKDIR /app
# Packages first: they change less often than the code, so the layer is reused.
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/cache UV_CACHE_DIR=/cache uv sync --locked --no-default-groups
COPY . .
# The settings insist on values; these exist for two commands that sign and store nothing.
RUN SECRET_KEY=unused DATABASE_URL=postgres://nobody@/nothing REDIS_URL=unix:///nonexistent \
    sh -c '.venv/bin/python manage.py compile_translations \
        && .venv/bin/python manage.py collectstatic --no-input --verbosity 0'

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin recovery
# Owned by root: the site can read its code, not change it.
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER recovery
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/healthy.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "recovery.wsgi:application"]
