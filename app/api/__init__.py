"""REST: a file a noun."""

from flask import Flask

from app.api import (
    access,
    account,
    audit,
    comparisons,
    connections,
    datasets,
    document,
    evaluators,
    experiments,
    gates,
    health,
    keys,
    langfuse,
    masking,
    members,
    oidc,
    otlp,
    prices,
    projects,
    prompts,
    releases,
    runs,
    scales,
    scores,
    serving,
    sessions,
    traces,
    transfer,
    usage,
)


def init_app(app: Flask) -> None:
    api = document.init_app(app)
    otlp.init_app(app, app.extensions["settings"])
    for noun in (
        *(serving, prompts, releases, gates, transfer),
        *(runs, traces, sessions, scores, scales, usage),
        *(datasets, evaluators, experiments),
        *(otlp, prices, masking),
        comparisons,
        *(connections, projects, members, keys, audit),
        *(access, account, oidc, health),
    ):
        api.register_blueprint(noun.blp)
    app.register_blueprint(langfuse.blp)
