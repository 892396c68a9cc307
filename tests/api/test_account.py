"""One's own account: name, password, and where one is signed in."""

from tests.browsing import Browser, sign_in
from tests.factories.access import PASSWORD, make_key, make_person

NEW = "another good password"


def two_browsers(app):
    make_person("ada")
    return [with_csrf(app.test_client()) for _ in range(2)]


def with_csrf(client):
    csrf = sign_in(client).json["csrf_token"]
    client.environ_base |= {"HTTP_ORIGIN": "http://localhost:3000", "HTTP_X_CSRF_TOKEN": csrf}
    return client


def test_ones_sessions_are_listed_and_ended_one_by_one(app):
    here, there = two_browsers(app)

    listed = here.get("/api/account/sessions").json
    (other,) = [session for session in listed if not session["is_current"]]
    assert here.delete(f"/api/account/sessions/{other['id']}").status_code == 204

    assert there.get("/api/me").status_code == 401
    assert here.get("/api/me").status_code == 200


def test_signing_out_everywhere_ends_this_one_too(app):
    here, there = two_browsers(app)

    assert here.delete("/api/account/sessions").status_code == 204

    assert [one.get("/api/me").status_code for one in (here, there)] == [401, 401]


def test_a_new_password_ends_every_other_session(app):
    here, there = two_browsers(app)

    r = here.post("/api/account/password", json={"current_password": PASSWORD, "password": NEW})

    assert r.status_code == 204
    assert [one.get("/api/me").status_code for one in (here, there)] == [200, 401]
    assert sign_in(app.test_client(), password=NEW).status_code == 200


def test_it_asks_for_the_old_one(app):
    here, _ = two_browsers(app)

    r = here.post("/api/account/password", json={"current_password": "x", "password": NEW})

    assert (r.status_code, r.json["code"]) == (403, "wrong_password")


def test_another_persons_session_is_not_there(app):
    ada, ben = Browser(app, "ada"), Browser(app, "ben")
    (theirs,) = ben.send("GET", "/api/account/sessions").json

    r = ada.send("DELETE", f"/api/account/sessions/{theirs['id']}")

    assert (r.status_code, r.json["code"]) == (404, "no_such_session")


def test_a_name_is_ones_own_to_change(app):
    ada = Browser(app, "ada", role="viewer")

    assert ada.send("PATCH", "/api/account", json={"name": "Ada L."}).json["name"] == "Ada L."
    assert ada.send("PATCH", "/api/account", json={"name": " "}).status_code == 422


def test_a_key_has_no_account(app):
    headers = {"Authorization": f"Bearer {make_key().token}"}

    r = app.test_client().get("/api/account/sessions", headers=headers)

    assert (r.status_code, r.json["code"]) == (403, "people_only")
