"""Staff pages (Flask-Admin); a file a noun."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme

from app.admin import words
from app.admin.access import access, theme_name
from app.admin.audit import AuditView, undo_url, word_diff
from app.admin.connections import ConnectionView
from app.admin.dashboard import DashboardView
from app.admin.datasets import DatasetView
from app.admin.evaluators import EvaluatorView
from app.admin.experiments import ExperimentView
from app.admin.find import FindView
from app.admin.gates import GateView
from app.admin.jobs import JobView
from app.admin.keys import KeyView
from app.admin.masking import MaskingView
from app.admin.people import PersonView
from app.admin.prices import PriceView
from app.admin.projects import ProjectView
from app.admin.prompts import PromptView
from app.admin.releases import ReleaseView
from app.admin.runs import RunView
from app.admin.scales import ScaleView
from app.admin.scores import ScoreView
from app.admin.sessions import SessionView
from app.admin.traces import TraceView
from app.admin.transfer import TransferView
from app.admin.versions import VersionView
from app.models import (
    ApiKey,
    AuditEvent,
    Connection,
    Dataset,
    Evaluator,
    Experiment,
    Gate,
    MaskingRule,
    Price,
    Project,
    Prompt,
    PromptVersion,
    Release,
    Run,
    Scale,
    Score,
    Session,
    Trace,
    User,
)
from app.models.access import ROLES
from app.services.access.projects import MOST_TO_CHOOSE
from app.services.lists.listing import PERIODS
from app.web.build import VERSION
from app.web.headers import csp_nonce


def init_app(app: Flask) -> None:
    words.init_app(app)
    app.jinja_env.globals.update(
        theme_name=theme_name,
        version_name=VERSION,
        periods=PERIODS,
        most_to_choose=MOST_TO_CHOOSE,
        roles=ROLES,
        undo_url=undo_url,
        word_diff=word_diff,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(access)
    panel = Admin(
        app,
        name="Promptside",
        theme=Theme("promptside", "admin/page.html"),
        index_view=DashboardView(),
        csp_nonce_generator=csp_nonce,
    )
    panel.add_views(
        PromptView(Prompt, "Prompts", "Registry"),
        VersionView(PromptVersion, "Versions", "Registry"),
        ReleaseView(Release, "Releases", "Registry"),
        TransferView("Import and export", "Registry", "admin_transfer", "/admin/transfer"),
        RunView(Run, "Runs", "Observed"),
        TraceView(Trace, "Traces", "Observed"),
        ScoreView(Score, "Scores", "Observed"),
        DatasetView(Dataset, "Datasets", "Evaluated"),
        EvaluatorView(Evaluator, "Evaluators", "Evaluated"),
        ExperimentView(Experiment, "Experiments", "Evaluated"),
        GateView(Gate, "Gates", "Evaluated"),
        ScaleView(Scale, "Scales", "Rules"),
        PriceView(Price, "Prices", "Rules"),
        MaskingView(MaskingRule, "Masking", "Rules"),
        PersonView(User, "People", "Access"),
        SessionView(Session, "Sessions", "Access"),
        KeyView(ApiKey, "API keys", "Access"),
        ConnectionView(Connection, "Connections", "Installation"),
        ProjectView(Project, "Projects", "Installation"),
        AuditView(AuditEvent, "Audit log", "Installation"),
        JobView(object, "Jobs", "Installation"),
        FindView("Search", endpoint="admin_find", url="/admin/find"),
    )
