"""REST: a file a noun."""

from flask import Flask

from app.api import (
    access,
    account,
    audit,
    document,
    health,
    keys,
    members,
    oidc,
    projects,
    prompts,
    releases,
    serving,
    transfer,
)


def init_app(app: Flask) -> None:
    api = document.init_app(app)
    for noun in (
        *(serving, prompts, releases, transfer),
        *(projects, members, keys, audit),
        *(access, account, oidc, health),
    ):
        api.register_blueprint(noun.blp)
