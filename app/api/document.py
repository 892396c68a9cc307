"""The OpenAPI document, and the page that shows it."""

from __future__ import annotations

from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, abort, current_app, jsonify, render_template

from app.schemas.base import ProblemOut
from app.web.build import VERSION
from app.web.identity import settings_of_app
from app.web.problems import PROBLEM

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
        "name": "promptside_session",
        "description": "A person's session; changes also need `X-CSRF-Token` and `Origin`.",
    },
}
REFUSALS = {
    "401": "No credential, or one that does not count",
    "403": "Known, but without the right",
    "404": "Not here, or not yours",
    "413": "Larger than 8 MiB",
    "415": "Not JSON",
    "422": "Malformed",
    "503": "The database is away; try again after `Retry-After` seconds",
}


class Api(flask_smorest.Api):
    """flask-smorest's, but the document and every refusal are ours."""

    ERROR_SCHEMA = ProblemOut

    def _register_error_handlers(self) -> None:
        """Refusals are shaped for all doors alike in `app.web.problems`."""


def init_app(app: Flask) -> Api:
    app.config |= {
        "API_TITLE": "Promptside",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "components": {"securitySchemes": SECURITY},
            "security": [{"bearer": []}, {"session": []}],
        },
    }
    api = Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name)})
    app.register_blueprint(document)
    return api


def schema_name(schema: Any) -> str:
    """`PromptIn`, not `Prompt`: what goes in is not what comes out."""
    return str((schema if isinstance(schema, type) else type(schema)).__name__)


@document.get("/api/openapi.json")
def openapi() -> Any:
    close_if_private()
    return jsonify(specification(current_app))


@document.get("/api/docs")
def docs() -> Any:
    close_if_private()
    return render_template("docs.html")


def close_if_private() -> None:
    if not settings_of_app().docs_public:
        abort(404)


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
            complete_answers(path, method, operation)
    spec["components"].pop("responses", None)
    return spec


def operation_id(method: str, path: str) -> str:
    words = path.removeprefix("/api/").replace("{", "").replace("}", "")
    return "_".join([method, *words.replace("-", "_").split("/")])


def complete_answers(path: str, method: str, operation: dict[str, Any]) -> None:
    """A refusal for every reason this operation may have, all in one shape."""
    answers = operation["responses"]
    answers.pop("default", None)
    wanted = {"422", "503"}
    if operation.get("security") != [] or method == "post":
        wanted |= {"401", "403"}
    if "{" in path:
        wanted.add("404")
    if "requestBody" in operation:
        wanted.add("415")
        if "application/json" in operation["requestBody"]["content"]:
            wanted.add("413")
    for status in wanted:
        answers.setdefault(status, {"description": REFUSALS[status]})
    for status, answer in answers.items():
        if status.startswith(("4", "5")):
            answers[status] = {
                "description": answer.get("description") or REFUSALS.get(status, "Refused"),
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
            }
    operation["responses"] = dict(sorted(answers.items()))
