"""Signing in and out of the panel, setting a password by link, choosing colours."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for

from app.db import transaction
from app.errors import DomainError
from app.services.access import passwords, sessions
from app.web import signing_in
from app.web.identity import stranger
from app.web.session_cookie import clear_session_cookie, session_token, set_session_cookie
from app.web.settings import settings_of_app
from app.web.single_sign_on import refusal_words, require_password_sign_in

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "promptside_theme"
YEAR = 365 * 24 * 60 * 60

access = Blueprint("admin_access", __name__, url_prefix="/admin")


@access.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Open to all; leads to where somebody was going."""
    if request.method == "GET":
        return sign_in_page(refusal_words(request.args.get("refused")))
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        require_password_sign_in(settings_of_app())
        found = signing_in.sign_in(email.replace("\0", ""), password)
    except DomainError as error:
        return sign_in_page(error.message, email), error.status
    if found is None:
        return sign_in_page("The address or the password is not right.", email), 401
    response = make_response(redirect(within_panel(request.form.get("next", ""))))
    set_session_cookie(response, found[1], settings_of_app())
    return response


def sign_in_page(refusal: str = "", email: str = "") -> str:
    going_to = within_panel(request.values.get("next", ""))
    return render_template("admin/sign_in.html", refusal=refusal, email=email, next=going_to)


def within_panel(address: str) -> str:
    """An address of the panel, never one elsewhere."""
    plain = address.startswith("/admin/") and "//" not in address and "\\" not in address
    return address if plain and address.isprintable() else "/admin/"


@access.post("/sign-out")
def sign_out() -> Any:
    response = make_response(redirect("/admin/sign-in"))
    if g.person is not None:
        with transaction():
            sessions.sign_out(g.caller, session_token() or "")
        clear_session_cookie(response, settings_of_app())
    return response


@access.route("/set-password", methods=["GET", "POST"])
def set_password() -> Any:
    """What a one-time link opens."""
    token = request.values.get("token", "")
    if request.method == "GET":
        return render_template("admin/set_password.html", token=token)
    secret = settings_of_app().secret_key
    try:
        require_password_sign_in(settings_of_app())
        with transaction():
            person = passwords.set_password_by_link(
                stranger(), token, request.form.get("password", ""), secret
            )
            email, is_operator = person.email, person.is_operator
    except DomainError as error:
        page = render_template("admin/set_password.html", token=token, refusal=error.message)
        return page, error.status
    # The panel works without the pages, whose sign-in would lead nowhere then.
    sign_in_at = url_for("admin_access.sign_in") if is_operator else "/sign-in"
    return render_template("admin/set_password.html", done_for=email, sign_in_at=sign_in_at)


@access.post("/theme")
def theme() -> Any:
    """Light, dark, or as the system has it: a cookie, and nothing on the server."""
    response = make_response(redirect(within_panel(request.form.get("back", "").rstrip("?"))))
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", path="/admin")
    return response


def theme_name() -> str:
    name = request.cookies.get(THEME_COOKIE, "auto")
    return name if name in THEMES else "auto"
