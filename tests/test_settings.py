"""Every setting: its default, where it comes from, and what is refused in words."""

import os
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address, ip_network

import pytest

from app.settings import Settings, SettingsError

LONG = "long-enough-to-be-a-secret-" * 2
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": LONG,
    "PROXY_SECRET": LONG[::-1],
    "ENCRYPTION_KEYS": LONG.upper(),
}


@pytest.fixture
def read(tmp_path):
    return lambda **environ: Settings.from_env({"DATA_DIR": str(tmp_path / "var"), **environ})


def test_nothing_has_to_be_set(read):
    settings = read()

    assert (settings.port, settings.api_port, settings.host) == (3000, 8000, "127.0.0.1")
    assert settings.public_url == "http://localhost:3000"
    assert settings.is_embedded
    assert not settings.is_production
    assert (settings.admin_email, settings.admin_password) == (None, None)


def test_an_empty_setting_is_as_good_as_none(read):
    assert read(PORT="", DATABASE_URL=" ", LOG_LEVEL="").port == 3000


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("PORT=4000\nAPI_PORT=4001\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.delenv("API_PORT", raising=False)

    settings = Settings.from_env()

    assert (settings.port, settings.api_port) == (5000, 4001)


def test_secrets_are_made_once_and_are_nobody_elses_to_read(read, tmp_path):
    first, second = read(), read()

    assert (first.secret_key, first.proxy_secret) == (second.secret_key, second.proxy_secret)
    assert first.encryption_keys == second.encryption_keys
    assert len({first.secret_key, first.proxy_secret, *first.encryption_keys}) == 3
    assert len(first.secret_key) >= 43, "256 bits"
    files = sorted((tmp_path / "var").iterdir())
    assert [file.name for file in files] == ["encryption-key", "proxy-secret", "secret-key"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_processes_that_start_together_agree_on_a_secret(read):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read().secret_key, range(16)))

    assert len(set(made)) == 1


@pytest.mark.parametrize("name", ["SECRET_KEY", "PROXY_SECRET", "ENCRYPTION_KEYS"])
def test_production_makes_no_secret_of_its_own(read, tmp_path, name):
    given = {key: value for key, value in PRODUCTION.items() if key != name}

    with pytest.raises(SettingsError, match=f"{name} is required in production"):
        read(**given)

    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "PROXY_SECRET", "ENCRYPTION_KEYS"])
def test_a_short_secret_is_refused_everywhere(read, name):
    with pytest.raises(SettingsError, match=f"{name} is too short"):
        read(**{name: "short"})


def test_secrets_and_passwords_are_not_shown(read):
    shown = repr(
        read(**PRODUCTION, ADMIN_PASSWORD="hunter2hunter2", DATABASE_URL="postgresql://u:pw@h/d")
    )

    assert all(secret not in shown for secret in (LONG, LONG[::-1], LONG.upper(), "hunter2", "pw@"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PORT", value) for value in ("0", "65536", "x", "-1", "３０００", "80.5")],
        *[(name, "0") for name in ("API_PORT", "DB_POOL_SIZE", "WEB_WORKERS", "WEB_THREADS")],
        *[(name, "perhaps") for name in ("APP_ENV", "LOG_LEVEL", "DB_PREPARE", "DOCS_PUBLIC")],
        *[("PUBLIC_URL", value) for value in ("example.com", "ftp://x", "https://", "http://x:y")],
        *[("CORS_ORIGINS", value) for value in ("*", "null", "tools.example.org")],
        *[("TRUSTED_PROXIES", value) for value in ("proxy", "10.0.0.1/8", "10.0.0.0/33", "*")],
        ("LOG_FORMAT", "xml"),
        *[("ALLOWED_ORIGINS", value) for value in ("*", "null", "https://a,b", "https://[")],
        *[("OUTBOUND_ALLOWED", value) for value in ("https://a", "127.1", "10.0.0.1/8", "a:x")],
    ],
)
def test_nonsense_is_refused_by_the_name_of_the_setting(read, name, value):
    with pytest.raises(SettingsError, match=name):
        read(**{name: value})


def test_changes_come_from_our_own_pages_only(read):
    here = {f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (3000, 8000)}

    assert set(read().allowed_origins) == here
    behind = read(PUBLIC_URL="https://prompts.example.com/")
    assert set(behind.allowed_origins) == here | {"https://prompts.example.com"}
    assert behind.secure_cookies


def test_a_port_that_browsers_leave_out_is_left_out(read):
    assert {"http://localhost", "http://127.0.0.1"} <= set(read(PORT="80").allowed_origins)


def test_in_production_localhost_is_not_ours(read):
    settings = read(**PRODUCTION, PUBLIC_URL="https://prompts.example.com")

    assert settings.allowed_origins == ("https://prompts.example.com",)


def test_origins_may_be_named(read):
    named = "https://a.example.com, https://b.example.com/"

    assert read(ALLOWED_ORIGINS=named).allowed_origins == (
        "https://a.example.com",
        "https://b.example.com",
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://Prompts.Example.com:443/", "https://prompts.example.com"),
        ("HTTPS://prompts.example.com:8443", "https://prompts.example.com:8443"),
        ("http://prompts.example.com:80", "http://prompts.example.com"),
        ("https://prompts.example.com:80", "https://prompts.example.com:80"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_compared_as_browsers_send_it(read, written, sent):
    settings = read(PUBLIC_URL=written)

    assert (settings.public_url, settings.allowed_origins[0]) == (sent, sent)
    assert settings.secure_cookies == sent.startswith("https")
    assert read(ALLOWED_ORIGINS=written).allowed_origins == (sent,)


@pytest.mark.parametrize("written", ["https://a,", ",https://a", "https://a, ,https://a"])
def test_nothing_between_two_commas_is_no_origin(read, written):
    assert read(ALLOWED_ORIGINS=written).allowed_origins == ("https://a",)


def test_nothing_but_commas_names_no_origins(read):
    assert read(ALLOWED_ORIGINS=" , ").allowed_origins == read().allowed_origins


def test_other_pages_and_proxies_are_named_or_there_are_none(read):
    none, some = (
        read(),
        read(CORS_ORIGINS="https://a, https://b/", TRUSTED_PROXIES="::1,10.0.0.0/8"),
    )

    assert (none.cors_origins, none.trusted_proxies) == ((), ())
    assert some.cors_origins == ("https://a", "https://b")
    assert some.trusted_proxies == (ip_network("::1/128"), ip_network("10.0.0.0/8"))


def test_in_production_logs_are_for_programs(read):
    assert (read().log_format, read(**PRODUCTION).log_format) == ("text", "json")
    assert read(**PRODUCTION, LOG_FORMAT="text").log_format == "text"


def test_a_relative_directory_is_the_same_after_a_change_of_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({"DATA_DIR": "data"})
    os.chdir("/")

    assert settings.data_dir == tmp_path / "data"


def test_internal_targets_are_called_only_where_they_are_listed(read):
    listed = read(OUTBOUND_ALLOWED="LLM.internal:8000, 10.1.0.0/16,").outbound_allowed

    assert listed.has_name("llm.internal", 8000)
    assert not listed.has_name("llm.internal", 80)
    assert listed.has_address(ip_address("10.1.2.3"), 80)
    assert not read().outbound_allowed.has_address(ip_address("10.1.2.3"), 80)


def test_encryption_keys_are_listed_newest_first(read):
    assert read(ENCRYPTION_KEYS=f"{LONG}, {LONG[::-1]},").encryption_keys == (LONG, LONG[::-1])


def test_each_encryption_key_must_be_long(read):
    with pytest.raises(SettingsError, match="ENCRYPTION_KEYS is too short"):
        read(ENCRYPTION_KEYS=f"{LONG},short")


@pytest.mark.parametrize("ports", [{"PORT": "8000"}, {"PORT": "4000", "API_PORT": "4000"}])
def test_pages_and_api_cannot_have_the_same_port(read, ports):
    with pytest.raises(SettingsError, match=r"PORT and API_PORT are both \d+000"):
        read(**ports)


@pytest.mark.parametrize("name", ["secret-key", "proxy-secret", "encryption-key"])
@pytest.mark.parametrize("kept", ["", " \n" * 32, "x" * 31, "\0"])
def test_a_secret_that_is_lost_is_neither_believed_nor_written_over(read, tmp_path, name, kept):
    read()
    file = tmp_path / "var" / name
    file.write_text(kept)

    with pytest.raises(SettingsError, match=rf"{name} holds less than 32 characters: .*remove it"):
        read()

    assert file.read_text() == kept


def test_a_kept_secret_is_read_from_where_nothing_can_be_written(tmp_path):
    made = Settings.from_env({"DATA_DIR": str(tmp_path)})
    tmp_path.chmod(0o500)
    before = tmp_path.stat().st_mtime_ns

    assert Settings.from_env({"DATA_DIR": str(tmp_path)}).secret_key == made.secret_key
    assert tmp_path.stat().st_mtime_ns == before


SSO = {"OIDC_ISSUER": "https://sso.example/realms/main/", "OIDC_CLIENT_ID": "promptside"}


def test_single_sign_on_takes_an_issuer_and_a_client(read):
    settings = read(**SSO)

    assert settings.oidc_issuer == SSO["OIDC_ISSUER"], "exactly, with its closing slash"
    assert (settings.oidc_name, settings.oidc_scopes) == ("sso.example", "openid email profile")
    assert (settings.oidc_groups_claim, settings.oidc_roles) == ("groups", ())
    assert (settings.oidc_sign_up, settings.oidc_trust_email) == (False, False)
    assert settings.password_sign_in
    assert read().oidc_issuer is None


def test_groups_are_roles_in_projects_or_operators(read):
    roles = read(OIDC_ROLES="/a/b=default:admin, CN=x%2CDC=y=other:viewer ,it=operator,").oidc_roles

    assert roles == (
        ("/a/b", "default", "admin"),
        ("CN=x,DC=y", "other", "viewer"),
        ("it", None, "operator"),
    )


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"OIDC_ISSUER": "https://sso.example"}, "OIDC_CLIENT_ID is required"),
        ({**SSO, "OIDC_ISSUER": "sso.example"}, "OIDC_ISSUER is an address"),
        ({**SSO, **PRODUCTION, "OIDC_ISSUER": "http://sso.example"}, "begin with https://"),
        ({**SSO, "OIDC_SCOPES": "email"}, "must contain `openid`"),
        ({"OIDC_ROLES": "staff"}, "group=project:role"),
        ({"OIDC_ROLES": "staff=default"}, "group=project:role"),
        ({"OIDC_ROLES": "staff=default:owner"}, "a role is one of viewer, editor"),
        ({"OIDC_ROLES": "=operator"}, "group=project:role"),
        ({"PASSWORD_SIGN_IN": "off"}, "nobody could sign in"),
    ],
)
def test_single_sign_on_that_cannot_work_is_refused_at_the_start(read, environ, words):
    with pytest.raises(SettingsError, match=words):
        read(**environ)
