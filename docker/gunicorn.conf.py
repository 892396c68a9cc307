"""The other server program: `gunicorn -c docker/gunicorn.conf.py wsgi:app`, once migrated."""

import sys

import gunicorn

from app.embedded import EmbeddedError
from app.migrating import SchemaDiffers, check_schema
from app.settings import Settings

_settings = Settings.from_env()

bind = f"{_settings.host}:{_settings.api_port}"
worker_class = "gthread"
workers = _settings.web_workers
threads = _settings.web_threads
graceful_timeout = 30
# The most it can be told to read: what it refuses itself, it refuses in no words of ours.
limit_request_line = 8190
# Longer than a proxy's, so that it is never we who close a connection it is about to use.
keepalive = 75
# Only the pages' server is believed about who is asking, and it proves itself by a secret.
forwarded_allow_ips = ""
if _settings.log_format == "json":
    logconfig_dict = {"formatters": {"generic": {"()": "app.logs.JsonLines"}}}
gunicorn.SERVER = "Promptside"


def on_starting(_server):
    try:
        check_schema(_settings)
    except (SchemaDiffers, EmbeddedError) as error:
        sys.exit(str(error))
