"""Headers that requests may carry and answers do, as the document describes them."""

from __future__ import annotations

from typing import Any

SENT = "x-sent"
"""Where an operation notes its headers until the document is completed: `parameters` would
replace those of its query."""


def header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


IF_MATCH = {
    SENT: [header("If-Match", "The `ETag` of the answer you act on; 412 if it changed since.")]
}
IF_NONE_MATCH = {SENT: [header("If-None-Match", "The `ETag` you have; 304 if it is still that.")]}
IDEMPOTENCY_KEY = {
    SENT: [
        header(
            "Idempotency-Key",
            "Sent again with the same body within 24 hours, the first answer is given again.",
            minLength=1,
            maxLength=255,
            pattern="^[!-~]([ -~]*[!-~])?$",
        )
    ]
}
LAST_EVENT_ID = {
    SENT: [header("Last-Event-ID", "The `id` of the last event that came; it goes on from there.")]
}
RUN_EVENTS = (
    "Server-sent events: `run`, a run whenever its status changes, and each as it is at first;"
    " `delta`, `{run_id, text}`, the next piece of an answer, which a run that begins to run begins"
    " anew; `end`, `{over}`, when all are over (`true`) or the time is (`false`: ask again with"
    " `Last-Event-ID`). Lines that begin with a colon say that there is no news."
)

LOCATION = {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}
ETAG = {"ETag": {"description": "Changes with the answer.", "schema": {"type": "string"}}}
CREATED = {**ETAG, **LOCATION}
LINK = {
    "Link": {
        "description": 'The next page, as `<…>; rel="next"`, while there is one.',
        "schema": {"type": "string"},
    }
}
PAGING = {
    **LINK,
    "X-Pagination": {
        "description": (
            'JSON: `{"limit", "offset", "total", "total_capped"}`; counting stops at 10,000.'
        ),
        "required": True,
        "schema": {"type": "string"},
    },
}
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds to wait.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    }
}
WWW_AUTHENTICATE = {
    "WWW-Authenticate": {
        "description": "`Bearer`",
        "required": True,
        "schema": {"type": "string"},
    }
}
REQUEST_ID = {
    "X-Request-Id": {
        "description": "Names this request in the log and in the audit.",
        "required": True,
        "schema": {"type": "string"},
    }
}
