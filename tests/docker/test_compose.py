"""The container files, read as data: no Docker engine is needed for what they must say."""

import re
from pathlib import Path

import pytest
import yaml

from app.settings import Settings

DOCKER = Path(__file__).parent.parent.parent / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "api", "worker", "pages")


def test_it_runs_postgresql_and_our_four_parts():
    assert set(SERVICES) == {"database", *OURS}
    assert SERVICES["database"]["image"].startswith("postgres:")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_are_read_only_and_without_privileges(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert service["tmpfs"] == ["/tmp"]


def test_the_database_writes_to_its_volume_and_memory_alone():
    database = SERVICES["database"]

    assert database["read_only"] is True
    assert database["tmpfs"] == ["/tmp", "/run/postgresql"]
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert "no-new-privileges:true" in database["security_opt"]


def test_exports_lie_on_disk_and_not_in_memory():
    api, dockerfile = SERVICES["api"], (DOCKER / "api.Dockerfile").read_text()
    spool = api["environment"]["TMPDIR"]

    assert api["volumes"] == [f"spool:{spool}"]
    assert "spool" in COMPOSE["volumes"]
    # A new volume belongs to whom the directory in the image does.
    assert f"--owner=promptside {spool}\n" in dockerfile


@pytest.mark.parametrize("name", ["api", "worker"])
def test_what_an_operator_may_set_is_passed_on(name):
    settings = {"ALLOWED_ORIGINS", "DB_POOL_SIZE", "DB_PREPARE", "DOCS_PUBLIC", "LOG_LEVEL"}
    settings |= {"CORS_ORIGINS", "LOG_FORMAT", "OUTBOUND_ALLOWED", "TRUSTED_PROXIES"}
    if name == "api":
        settings |= {"WEB_WORKERS", "WEB_THREADS", "PASSWORD_SIGN_IN", "OIDC_ISSUER"}
        settings |= {"OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_SCOPES"}
        settings |= {"OIDC_GROUPS_CLAIM", "OIDC_ROLES", "OIDC_SIGN_UP", "OIDC_TRUST_EMAIL"}

    for setting in settings:
        assert SERVICES[name]["environment"][setting].startswith(f"${{{setting}:-")


def test_the_way_to_upgrade_builds_anew():
    readme = (DOCKER / "README.md").read_text()
    starts = re.findall(r"docker compose up[^`\n]*", readme)

    assert starts == ["docker compose up --build --detach --wait"] * 2


@pytest.mark.parametrize("name", ["database", "api", "worker", "pages"])
def test_what_runs_for_long_is_watched_and_restarted(name):
    service = SERVICES[name]

    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_the_migrate_step_comes_after_the_database_and_before_everything_else():
    depends = {name: SERVICES[name].get("depends_on", {}) for name in OURS}

    assert depends["migrate"]["database"]["condition"] == "service_healthy"
    assert depends["api"]["migrate"]["condition"] == "service_completed_successfully"
    assert depends["worker"]["migrate"]["condition"] == "service_completed_successfully"
    assert depends["pages"]["api"]["condition"] == "service_healthy"
    assert SERVICES["migrate"]["restart"] == "no"


def test_only_the_migrate_step_holds_the_owner_and_the_administrator():
    holders = {
        name
        for name in OURS
        if {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"} & set(SERVICES[name]["environment"])
    }

    assert holders == {"migrate"}
    assert "DATABASE_URL" not in SERVICES["pages"]["environment"]


@pytest.mark.parametrize("name", ["database", *OURS])
def test_no_secret_has_a_default(name):
    secret = re.compile(r"SECRET|PASSWORD|_URL$")
    given = {"PUBLIC_URL", "API_URL", "ADMIN_PASSWORD", "PASSWORD_SIGN_IN", "OIDC_CLIENT_SECRET"}
    for key, value in SERVICES[name]["environment"].items():
        if secret.search(key) and key not in given:
            assert re.search(r"\$\{[A-Z_]+:\?[^}]+\}", value), key
        assert ":-promptside" not in str(value)


def test_the_database_is_reachable_from_inside_only():
    assert "ports" not in SERVICES["database"]
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


@pytest.mark.parametrize("name", ["api", "pages"])
def test_ports_open_on_this_machine_only_unless_asked(name):
    (port,) = SERVICES[name]["ports"]

    assert re.fullmatch(r"\$\{[A-Z]+_BIND:-127\.0\.0\.1:\d+\}:\d+", port)


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_our_settings_accept_what_the_file_gives(name):
    given = {
        key: re.sub(r"\$\{[A-Z_]+:\?[^}]*\}", "x" * 40, re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", v))
        for key, v in SERVICES[name]["environment"].items()
    }
    given["PUBLIC_URL"] = "https://prompts.example.org"

    settings = Settings.from_env(given)

    assert settings.is_production
    assert not settings.is_embedded


@pytest.mark.parametrize("dockerfile", sorted(DOCKER.glob("*.Dockerfile")), ids=lambda p: p.stem)
def test_images_are_built_in_stages_and_run_as_an_ordinary_user(dockerfile):
    text = dockerfile.read_text()
    stages = re.findall(r"^FROM (\S+)", text, re.M)
    last_stage = text.rsplit("\nFROM ", 1)[1]

    assert len(stages) == 2
    assert not any(image.endswith(":latest") or ":" not in image for image in stages)
    assert int(re.search(r"^USER (\d+)$", last_stage, re.M)[1]) > 0
    assert re.search(r'^CMD \["', last_stage, re.M)
    assert "promptside_app" not in text


@pytest.mark.parametrize("dockerfile", sorted(DOCKER.glob("*.Dockerfile")), ids=lambda p: p.stem)
def test_what_images_copy_is_there_and_sent_to_the_builder(dockerfile):
    """`.dockerignore` leaves out everything, then lets the needed names in again."""
    home = DOCKER.parent
    let_in = re.findall(r"^!(\S+)", (home / ".dockerignore").read_text(), re.M)
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile.read_text(), re.M)
        for source in line.split()[:-1]
    ]

    assert copied
    for source in copied:
        assert (home / source).exists(), source
        assert any(source == name or source.startswith(f"{name}/") for name in let_in), source
