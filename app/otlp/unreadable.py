"""The one refusal of a whole payload."""

from __future__ import annotations

from app.errors import Invalid


class Unreadable(Invalid):
    """The body is no OTLP trace export; no span of it was taken."""

    # As OTLP/HTTP has it; to an exporter it means that sending it again is of no use.
    status = 400
