# The API, the admin panel, the worker and the migrate step: one image, four commands.
FROM python:3.13-slim-bookworm AS build

WORKDIR /srv/promptside
RUN python -m venv /srv/venv
COPY docker/requirements.lock docker/requirements.lock
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes -r docker/requirements.lock
COPY pyproject.toml setup.cfg README.md LICENSE ./
COPY app app
RUN /srv/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .


FROM python:3.13-slim-bookworm

ARG BUILD=unknown
LABEL org.opencontainers.image.title="Promptside API" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${BUILD}"

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin promptside \
    && install --directory --owner=promptside /srv/spool
WORKDIR /srv/promptside
COPY --from=build /srv/venv /srv/venv
COPY LICENSE wsgi.py ./
COPY app app
COPY migrations migrations
COPY templates templates
COPY docker/gunicorn.conf.py docker/

ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    APP_ENV=production \
    HOST=0.0.0.0 \
    DATA_DIR=/tmp/promptside
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["flask", "serve"]
