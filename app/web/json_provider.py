"""Flask's JSON: read strictly, written fast, the order of keys kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from flask.json.provider import JSONProvider

from app.db import compact_json, in_utc
from app.strict_json import loads

OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


class StrictJson(JSONProvider):
    def dumps(self, obj: Any, **_: Any) -> str:
        return written(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        body: Any = written(self._prepare_response_obj(args, kwargs))
        return self._app.response_class(body, mimetype="application/json")


def written(value: Any) -> bytes:
    """Also keys that are numbers, as a refusal names the items of a list by their place."""
    try:
        return orjson.dumps(value, option=OPTIONS)
    except TypeError:
        # Integers of more than 64 bits: what jsonb makes of large numbers with an exponent.
        return compact_json(value, as_text).encode()


def as_text(value: object) -> str:
    """What orjson writes by itself."""
    return in_utc(value) if isinstance(value, datetime) else str(value)
