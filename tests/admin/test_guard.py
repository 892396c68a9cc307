"""Who may come in: operators, and nobody else."""

import pytest

from tests.admin.conftest import ORIGIN, make_panel, text_of

OPEN = {"admin_access.sign_in", "admin_access.set_password"}


def rules(app, method):
    """Every address of the panel that takes a method."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin") and method in rule.methods and rule.endpoint not in OPEN:
            yield rule.rule.replace("<export_type>", "csv")


def test_the_panel_has_pages_to_guard(app):
    assert len(set(rules(app, "GET"))) > 40
    assert len(set(rules(app, "POST"))) > 25


def test_a_stranger_is_led_to_the_sign_in(app, anonymous):
    for path in rules(app, "GET"):
        r = anonymous.get(path)

        assert r.status_code == 302, path
        assert r.headers["Location"].startswith("/admin/sign-in?next="), path


def test_a_stranger_changes_nothing(app, anonymous):
    for path in rules(app, "POST"):
        assert anonymous.post(path).status_code == 401, path


def test_who_is_no_operator_is_refused_everywhere(app):
    visitor = make_panel(app, "vera", operator=False)

    for path in set(rules(app, "GET")) - {"/admin/sign-out", "/admin/theme"}:
        r = visitor.get(path.removeprefix("/admin"))

        assert r.status_code == 403, path
        assert "for operators" in text_of(r)
    for path in set(rules(app, "POST")) - {"/admin/sign-out", "/admin/theme"}:
        assert visitor.post(path.removeprefix("/admin"), {}).status_code == 403, path


def test_a_program_is_refused_everywhere(app, client):
    for path in set(rules(app, "GET")):
        assert client.get(path).status_code == 403, path


def test_nothing_is_done_without_the_page_s_token(app, panel):
    for path in set(rules(app, "POST")):
        r = panel.client.post(path, headers={"Origin": ORIGIN})

        assert r.status_code == 403, path
        assert "reload" in text_of(r), path


def test_nothing_is_done_from_another_page(panel):
    r = panel.client.post("/admin/prompts/new/", headers={"Origin": "https://elsewhere.example"})

    assert r.status_code == 403


@pytest.mark.parametrize("path", ["/admin/static/bootstrap/bootstrap4/css/bootstrap.min.css"])
def test_flask_admin_s_own_files_are_not_served(panel, path):
    assert panel.client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["ajax/lookup/", "ajax/update/", "delete/"])
def test_flask_admin_s_other_ways_to_write_are_closed(panel, path):
    assert panel.get(f"/prompts/{path}").status_code == 404
    assert panel.post(f"/prompts/{path}", {}).status_code == 404
