"""One prompt, as the API's document shows it everywhere."""

from __future__ import annotations

from typing import Any

PROMPT_ID = "01a20b4e-2b14-7c63-999a-a7746c494a14"
MOMENT = "2026-01-31T12:00:00.000000Z"

RESOLVED_VERSION: dict[str, Any] = {
    "id": "01a20b4e-2b1a-7db7-b9b6-c0a43174fcba",
    "prompt_id": PROMPT_ID,
    "version": 2,
    "kind": "text",
    "content": "Summarise {{ text }} in one sentence.",
    "messages": None,
    "parameters": {"model": "small", "temperature": 0.2},
    "variables": ["text"],
    "checksum": "d4dca43b8eee18936f7ed26c8c9a7f1c5ab44c6dfcb48a71e0d2b3b0a1cd6bd8",
    "message": "Shorter",
    "created_at": MOMENT,
    "created_by": "Ada",
}
VERSION = {**RESOLVED_VERSION, "labels": ["latest", "production"]}
PROMPT: dict[str, Any] = {
    "id": PROMPT_ID,
    "name": "support/summarise",
    "description": "Summaries for the support desk",
    "tags": ["support"],
    "kind": "text",
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "archived_at": None,
    "active_version": 2,
    "labels": {"latest": 2, "production": 2},
    "latest_version": VERSION,
}
DETAIL = {**PROMPT, "versions": [VERSION]}
RESOLVED = {
    "id": PROMPT_ID,
    "name": "support/summarise",
    "kind": "text",
    "tags": ["support"],
    "label": "production",
    "active": RESOLVED_VERSION,
}
PROMPT_IN = {
    "name": "support/summarise",
    "description": "Summaries for the support desk",
    "tags": ["support"],
    "content": "Summarise {{ text }}.",
    "parameters": {"model": "small", "temperature": 0.2},
}
PATCH_IN = {"description": "Summaries for the support desk", "tags": ["support"]}
VERSION_IN = {
    "content": "Summarise {{ text }} in one sentence.",
    "message": "Shorter",
    "expected_latest": 1,
}
ACTIVATE_IN = {"version": 2, "expected": 1, "reason": "Shorter answers"}
ROLLBACK_IN = {"expected": 2, "reason": "Too short"}
RELEASE = {
    "id": "01a20b4e-3ca5-7940-ad94-5367c651dff0",
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "label": "production",
    "from_version": 1,
    "to_version": 2,
    "reason": "Shorter answers",
    "actor": "Ada",
    "created_at": MOMENT,
    "release_id": None,
    "imported_at": None,
}
EVENT = {
    "id": "01a20b4e-4d10-7940-ad94-5367c651dff0",
    "actor": "person:01a20b4e-1111-7940-ad94-5367c651dff0",
    "actor_name": "Ada",
    "action": "prompt.activated",
    "object_type": "prompt",
    "object_id": PROMPT_ID,
    "object_name": "support/summarise",
    "changes": {"active_version": [1, 2]},
    "reason": "Shorter answers",
    "request_id": "4f1c2ab09d3e5f67",
    "address": "192.0.2.7",
    "agent": "curl/8.5",
    "created_at": MOMENT,
    "seal": 1204,
    "hash": "9d2ad1c4a7a3a4c6b7cf6d0f1f0d2f7b8a1d3c5e7f90123456789abcdef01234",
}
DIFF = {
    "from": 1,
    "to": 2,
    "kind": "text",
    "unified": (
        "--- support/summarise version 1\n+++ support/summarise version 2\n@@ -1 +1 @@\n"
        "-Summarise {{ text }}.\n+Summarise {{ text }} in one sentence.\n"
    ),
    "content": [
        {
            "op": "changed",
            "from_line": 1,
            "to_line": 1,
            "from_text": [["Summarise {{ text }}", False], [".", False]],
            "to_text": [["Summarise {{ text }}", False], [" in one sentence", True], [".", False]],
        }
    ],
    "messages": None,
    "parameters": [],
}
SIGN_IN = {"email": "ada@example.com", "password": "correct horse battery"}
SETUP_IN = {"token": "0f3a…", "name": "Ada", **SIGN_IN}
PASSWORD_RESET_IN = {"token": "WyIwMWEy…", "password": "correct horse battery"}
PASSWORD_IN = {"current_password": "correct horse battery", "password": "a longer one, and new"}
RESET_LINK = "https://prompts.example.com/reset#WyIwMWEy…"
ACCOUNT_IN = {"name": "Ada"}
PERSON_ID = "01a20b4e-1111-7940-ad94-5367c651dff0"
PERSON = {"id": PERSON_ID, "email": "ada@example.com", "name": "Ada", "is_operator": False}
PROJECT = {"id": "01a20b4e-0000-7940-ad94-5367c651dff0", "slug": "support", "name": "Support"}
PROJECT_IN = {"slug": "support", "name": "Support"}
LISTED_PROJECT = {**PROJECT, "role": "releaser"}
ME = {
    "person": PERSON,
    "key": None,
    "project": PROJECT,
    "role": "releaser",
    "rights": ["ingest", "read", "release", "write"],
    "csrf_token": "5f1d…",
}
SESSION = {
    "id": "01a20b4e-2222-7940-ad94-5367c651dff0",
    "address": "192.0.2.7",
    "agent": "Mozilla/5.0",
    "created_at": MOMENT,
    "seen_at": MOMENT,
    "expires_at": "2026-02-14T12:00:00.000000Z",
    "is_current": True,
}
MEMBER = {
    "id": PERSON_ID,
    "name": "Ada",
    "email": "ada@example.com",
    "role": "editor",
    "is_active": True,
    "created_at": MOMENT,
}
INVITATION_IN = {"role": "editor", "note": "Ben, of the support desk"}
INVITATION = {
    "id": "01a20b4e-3333-7940-ad94-5367c651dff0",
    **INVITATION_IN,
    "created_at": MOMENT,
    "created_by": "Ada",
    "expires_at": "2026-02-03T12:00:00.000000Z",
}
NEW_INVITATION = {**INVITATION, "link": "https://prompts.example.com/invitation#Qm9v…"}
ACCEPT_IN = {"token": "Qm9v…", "name": "Ben", **SIGN_IN}
KEY_IN = {"name": "ci-deploy", "scopes": ["read", "release"], "labels": ["production"]}
KEY = {
    "id": "01a20b4e-4444-7940-ad94-5367c651dff0",
    "prefix": "ps_0f3a91c2",
    **KEY_IN,
    "rate_limit": None,
    "created_at": MOMENT,
    "created_by": "Ada",
    "expires_at": None,
    "used_at": None,
    "revoked_at": None,
}
NEW_KEY = {**KEY, "key": "ps_0f3a91c2_Qm9v…"}
LIVE = {"status": "live"}
READY = {"status": "ready", "checks": {"database": "ok", "schema": "ok"}}
NOT_READY = {"status": "not ready", "checks": {"database": "away", "schema": "unknown"}}
BUILD = {"version": "1.0.0", "build": "5f1d09e3a7c2"}
SIGN_ON = {"enabled": True, "name": "Example SSO", "password_sign_in": True}
