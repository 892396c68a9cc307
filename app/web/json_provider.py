"""Flask's JSON: read strictly, written fast, the order of keys kept."""

from __future__ import annotations

from typing import Any

import orjson
from flask.json.provider import JSONProvider

from app.strict_json import loads


class StrictJson(JSONProvider):
    def dumps(self, obj: Any, **_: Any) -> str:
        # A refusal names the items of a list by their place.
        return orjson.dumps(obj, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        body: Any = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return self._app.response_class(body, mimetype="application/json")
