"""REST: projects, the walls between teams."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, make_response
from flask.views import MethodView

from app.api import headers
from app.api.blueprint import Blueprint
from app.db import transaction
from app.schemas import examples
from app.schemas.access import ListedProjectOut, ProjectDetailOut, ProjectIn, ProjectPatchIn
from app.services.access import projects

blp = Blueprint("projects", __name__, url_prefix="/api/projects", description="Projects")


@blp.route("")
class Projects(MethodView):
    @blp.response(200, ListedProjectOut(many=True), example=[examples.LISTED_PROJECT])
    def get(self) -> Any:
        """List the projects one may act in, by slug"""
        return projects.projects_of(g.caller, g.person)

    @blp.arguments(ProjectIn, example=examples.PROJECT_IN)
    @blp.response(201, ProjectDetailOut, example=examples.PROJECT_DETAIL, headers=headers.LOCATION)
    @blp.alt_response(409, description="The slug is taken")
    def post(self, body: dict[str, str]) -> Any:
        """Make a project; for operators"""
        with transaction():
            project = projects.create_project(g.caller, **body)
        location = {"Location": f"/api/projects/{project.id}"}
        return make_response(ProjectDetailOut().dump(project), 201, location)


@blp.route("/<uuid:project_id>")
class OneProject(MethodView):
    @blp.response(200, ProjectDetailOut, example=examples.PROJECT_DETAIL)
    def get(self, project_id: UUID) -> Any:
        """Show a project"""
        return projects.show_project(g.caller, project_id)

    @blp.arguments(ProjectPatchIn, example={"name": "Support", "retention_days": 90})
    @blp.response(200, ProjectDetailOut, example=examples.PROJECT_DETAIL)
    def patch(self, body: dict[str, Any], project_id: UUID) -> Any:
        """Change what a project is called, or how long it keeps traces"""
        with transaction():
            return projects.update_project(g.caller, project_id, **body)
