"""The OpenAPI document, and the page that shows it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Blueprint, Flask, current_app, jsonify, render_template

from app.api import headers
from app.schemas.base import ProblemOut
from app.web.build import VERSION
from app.web.identity import CSRF_HEADER
from app.web.problems import PROBLEM
from app.web.session_cookie import COOKIE, cookie_name
from app.web.status_body import PROTOBUF

document = Blueprint("document", __name__)

DESCRIPTION = (
    "A registry for prompts in production: immutable versions, released by moving a pointer."
    " Every refusal is `application/problem+json` with a `code` for programs and a `detail`"
    " that says what to do next."
)
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A person's session; changes also need an `Origin` of ours.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "The `csrf_token` of `/api/me`; a session's changes need it.",
    },
}
READING: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
CHANGING: list[dict[str, list[str]]] = [{"bearer": []}, {"session": [], "csrf": []}]
HEADERS = {
    "401": headers.WWW_AUTHENTICATE,
    "429": headers.RETRY_AFTER,
    "503": headers.RETRY_AFTER,
}
CODES = {
    "401": "not_signed_in",
    "403": "missing_right",
    "404": "no_such_prompt",
    "409": "name_is_taken",
    "412": "expected_differs",
    "413": "too_large",
    "415": "unsupported_media_type",
    "429": "too_many_requests",
    "503": "database_away",
}
REFUSALS = {
    "401": "No credential, or one that does not count",
    "403": "Known, but without the right",
    "404": "Not here, or not yours",
    "413": "Larger than 8 MiB",
    "415": "Not JSON",
    "422": "Malformed",
    "429": "More requests than the key's limit allows; try again after `Retry-After` seconds",
    "503": "The database is away; try again after `Retry-After` seconds",
}
STATUS = {
    "schema": {
        "type": "string",
        "format": "binary",
        "description": "A `google.rpc.Status`, for those who send protobuf.",
    },
    "example": "",
}


class Converter(OpenAPIConverter):
    """apispec's; `json_schema` says what marshmallow has no word for."""

    def schema2jsonschema(self, schema: Any) -> Any:
        found = super().schema2jsonschema(schema)
        return found | getattr(schema.Meta, "json_schema", {})

    def field2property(self, field: Any) -> Any:
        return super().field2property(field) | field.metadata.get("json_schema", {})


class Marshmallow(MarshmallowPlugin):
    Converter = Converter


class Api(flask_smorest.Api):
    """flask-smorest's, but the document and every refusal are ours."""

    ERROR_SCHEMA = ProblemOut

    def _register_error_handlers(self) -> None:
        """Refusals are shaped for all doors alike in `app.web.problems`."""


def init_app(app: Flask) -> Api:
    session = SECURITY["session"] | {"name": cookie_name(app.extensions["settings"])}
    app.config |= {
        "API_TITLE": "Promptside",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "components": {"securitySchemes": SECURITY | {"session": session}},
            "security": READING,
        },
    }
    api = Api(app, spec_kwargs={"marshmallow_plugin": Marshmallow(schema_name)})
    app.register_blueprint(document)
    return api


def schema_name(schema: Any) -> str:
    """`PromptIn`, not `Prompt`: what goes in is not what comes out."""
    return str((schema if isinstance(schema, type) else type(schema)).__name__)


@document.get("/api/openapi.json")
def openapi() -> Any:
    return jsonify(specification(current_app))


@document.get("/api/docs")
def docs() -> Any:
    return render_template("docs.html")


def specification(app: Flask) -> dict[str, Any]:
    """The document, with each operation's refusals and id filled in."""
    if "specification" not in app.extensions:
        api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
        app.extensions["specification"] = completed(api.spec.to_dict())
    return app.extensions["specification"]


def completed(spec: dict[str, Any]) -> dict[str, Any]:
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            operation["operationId"] = operation_id(method, path)
            if sent := operation.pop(headers.SENT, None):
                operation["parameters"] = [*operation.get("parameters", []), *sent]
            operation.setdefault("security", READING if method == "get" else CHANGING)
            complete_answers(path, method, operation)
    spec["components"].pop("responses", None)
    spec["components"]["schemas"].pop("PaginationMetadataSchema", None)
    return spec


def operation_id(method: str, path: str) -> str:
    words = path.removeprefix("/api").replace("{", "").replace("}", "")
    return "_".join([method, *words.strip("/").replace("-", "_").split("/")])


def complete_answers(path: str, method: str, operation: dict[str, Any]) -> None:
    """A refusal for every reason this operation may have, in one shape but where it has its own."""
    answers = operation["responses"]
    answers.pop("default", None)
    wanted = {"422"}
    if operation["security"] or method == "post":
        wanted |= {"401", "403", "503"}
    if operation["security"]:
        wanted.add("429")
    if "{" in path:
        wanted.add("404")
    if "requestBody" in operation:
        wanted.add("415")
        if "application/json" in operation["requestBody"]["content"]:
            wanted.add("413")
    for status in wanted:
        answers.setdefault(status, {"description": REFUSALS[status]})
    for status, answer in answers.items():
        if status.startswith(("4", "5")) and "content" not in answer:
            answers[status] = refusal(status, answer.get("description"))
            if PROTOBUF in operation.get("requestBody", {}).get("content", {}):
                answers[status]["content"][PROTOBUF] = STATUS
        answers[status]["headers"] = {
            **answer.get("headers", {}),
            **HEADERS.get(status, {}),
            **headers.REQUEST_ID,
        }
    operation["responses"] = dict(sorted(answers.items()))


def refusal(status: str, description: str | None) -> dict[str, Any]:
    description = description or REFUSALS.get(status, "Refused")
    example = {
        "type": "about:blank",
        "title": HTTPStatus(int(status)).phrase,
        "status": int(status),
        "detail": f"{description}.",
        "code": CODES.get(status, "invalid"),
        "request_id": "4f1c2ab09d3e5f67",
    }
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    return {
        "description": description,
        "content": {PROBLEM: {"schema": schema, "example": example}},
    }
