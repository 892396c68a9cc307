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
GATE_ID = "01a20b4e-aaaa-7940-ad94-5367c651dff0"
EXPERIMENT_ID = "01a20b4e-bbbb-7940-ad94-5367c651dff0"
BASELINE_ID = "01a20b4e-cccc-7940-ad94-5367c651dff0"
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
    "gates": [
        {
            "gate_id": GATE_ID,
            "experiment_id": EXPERIMENT_ID,
            "baseline_experiment_id": BASELINE_ID,
            "value": 0.93,
            "interval": [0.9, 0.95],
            "drop": 0.01,
            "what": None,
            "detail": None,
        }
    ],
    "gates_overridden": False,
}
GATE_IN: dict[str, Any] = {
    "prompt_prefix": "support/",
    "dataset_id": "01a20b4e-8888-7940-ad94-5367c651dff0",
    "min_dataset_version": 4,
    "evaluator_id": "01a20b4e-9999-7940-ad94-5367c651dff0",
    "evaluator_version": 1,
    "minimum": 0.9,
    "max_drop": 0.02,
    "connection": "main",
}
GATE: dict[str, Any] = {
    "id": GATE_ID,
    "label": "production",
    "prompt_name": None,
    "tag": None,
    **GATE_IN,
    "dataset_name": "qa",
    "evaluator_name": "exact",
    "accept_recorded": False,
    "starts_by_itself": False,
    "trials": 1,
    "description": None,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "created_by": "Ada",
    "archived_at": None,
}
FINDING: dict[str, Any] = {
    "gate": GATE,
    "passes": False,
    "experiment_id": None,
    "baseline_experiment_id": None,
    "value": None,
    "interval": None,
    "drop": None,
    "what": "experiment",
    "detail": (
        "Run an experiment of version 2 on dataset qa (version 4 or newer) with connection main,"
        " judged by exact (version 1)."
    ),
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
PROJECT_DETAIL = {**PROJECT, "retention_days": 90}
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
CONNECTION_IN = {
    "name": "openai",
    "provider": "openai",
    "api_key": "sk-0123456789abcdef",
    "default_model": "gpt-5-mini",
    "timeout_s": 60,
}
CONNECTION_PATCH_IN = {"is_default": True}
CONNECTION = {
    "id": "01a20b4e-5555-7940-ad94-5367c651dff0",
    "name": "openai",
    "provider": "openai",
    "base_url": None,
    "has_key": True,
    "key_hint": "cdef",
    "default_model": "gpt-5-mini",
    "timeout_s": 60,
    "max_concurrency": 8,
    "requests_per_minute": None,
    "is_default": True,
    "is_built_in": False,
    "created_at": MOMENT,
    "created_by": "Ada",
    "updated_at": MOMENT,
}
CONNECTION_TEST = {
    "ok": False,
    "latency_ms": 212.5,
    "model": "gpt-5-mini",
    "kind": "refused",
    "message": "The provider refuses the key: check the connection's key and what it may do."
    " (status 401)",
}
LIVE = {"status": "live"}
READY = {"status": "ready", "checks": {"database": "ok", "schema": "ok"}}
NOT_READY = {"status": "not ready", "checks": {"database": "away", "schema": "unknown"}}
BUILD = {"version": "1.0.0", "build": "5f1d09e3a7c2"}
SIGN_ON = {"enabled": True, "name": "Example SSO", "password_sign_in": True}
RATE = {"model": "gpt-5", "input_usd": 1.25, "output_usd": 10.0, "cached_usd": 0.125}
PRICE_IN = {**RATE, "valid_from": MOMENT}
PRICE = {
    "id": "01a20b4e-5555-7940-ad94-5367c651dff0",
    **PRICE_IN,
    "created_at": MOMENT,
    "created_by": "Ada",
}
RULE_IN = {"name": "card numbers", "pattern": "[0-9]{16}", "replacement": "[card]"}
RULE = {
    "id": "01a20b4e-6666-7940-ad94-5367c651dff0",
    **RULE_IN,
    "attribute": None,
    "is_on": True,
    "created_at": MOMENT,
    "created_by": "Ada",
}

RUN_ID = "01a20b4e-5555-7940-ad94-5367c651dff0"
RUN_IN = {
    "prompt_name": "support/summarise",
    "label": "production",
    "input": {"text": "The parcel has not arrived."},
}
LISTED_RUN: dict[str, Any] = {
    "id": RUN_ID,
    "status": "succeeded",
    "source": "api",
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "prompt_version": 2,
    "label": "production",
    "connection": "echo",
    "provider": "echo",
    "model": "small",
    "finish_reason": "stop",
    "error": None,
    "error_kind": None,
    "usage": {
        "input_tokens": 9,
        "output_tokens": 9,
        "cached_tokens": 0,
        "reasoning_tokens": 0,
        "total_tokens": 18,
    },
    "cost_usd": 0.000021,
    "latency_ms": 812.4,
    "first_token_ms": 240.1,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "group_id": None,
    "environment": "default",
    "user_id": None,
    "session_id": None,
    "metadata": None,
    "attempts": 1,
    "created_at": MOMENT,
    "created_by": "key ci-deploy",
    "started_at": MOMENT,
    "ended_at": "2026-01-31T12:00:00.812400Z",
    "input_snippet": "Summarise The parcel has not arrived. in one sentence.",
    "output_snippet": "Summarise The parcel has not arrived. in one sentence.",
}
RUN: dict[str, Any] = {
    **{k: v for k, v in LISTED_RUN.items() if not k.endswith("_snippet")},
    "parameters": {"model": "small", "temperature": 0.2},
    "variables": {"text": "The parcel has not arrived."},
    "messages": [{"role": "user", "content": LISTED_RUN["input_snippet"]}],
    "output": {"role": "assistant", "content": LISTED_RUN["output_snippet"]},
}
CANCELLED_RUN = {**RUN, "status": "cancelled", "output": None, "cost_usd": None}
RUN_EVENT = {
    "id": "5367c651dff0r1:9",
    "event": "delta",
    "data": f'{{"run_id":"{RUN_ID}","text":"Summarise"}}',
}
EXPERIMENT_ID = "01a20c35-7d4a-7e0b-8f52-5b1a0c9d3e77"
EXPERIMENT_IN = {
    "dataset": "tickets",
    "prompts": [{"prompt_name": "support/summarise", "version": 2}],
    "evaluators": [{"name": "short enough"}],
    "connection": "echo",
}
RECORDED_IN = {
    "dataset": "tickets",
    "prompt_name": "support/summarise",
    "version": 2,
    "evaluators": [{"name": "short enough"}],
    "outputs": [{"key": "parcel", "output": "The parcel is late.", "latency_ms": 812.5}],
}
OUTPUT_LINES = '{"key":"parcel","output":"The parcel is late.","latency_ms":812.5}\n'
USED_EVALUATOR = {
    "position": 1,
    "evaluator_id": "01a20c2f-1b9c-7d11-a3b4-27d6c1f0a9e2",
    "name": "short enough",
    "version": 1,
    "kind": "length",
    "config": {"unit": "words", "maximum": 30},
    "judge_prompt_version": None,
}
LISTED_EXPERIMENT: dict[str, Any] = {
    "id": EXPERIMENT_ID,
    "name": "support/summarise v2 on tickets",
    "description": None,
    "group_id": None,
    "source": "executed",
    "status": "finished",
    "stop_reason": None,
    "dataset_id": "01a20c2e-5e6f-7a30-b1c8-4f0d9e8a7b61",
    "dataset_name": "tickets",
    "dataset_version": 3,
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "prompt_version": 2,
    "prompt_deleted": False,
    "connection": "echo",
    "provider": "echo",
    "model": "small",
    "parameters": {"model": "small", "temperature": 0.2},
    "trials": 1,
    "concurrency": None,
    "budget_usd": None,
    "result_count": 120,
    "done_count": 120,
    "failed_count": 1,
    "cost_usd": 0.0413,
    "totals": {"evaluators": []},
    "evaluators": [USED_EVALUATOR],
    "metadata": None,
    "created_at": MOMENT,
    "created_by": "Ada",
    "started_at": MOMENT,
    "ended_at": MOMENT,
}
EXPERIMENT = {**LISTED_EXPERIMENT, "content": None, "messages": None}
CANCELLED_EXPERIMENT = {
    **EXPERIMENT,
    "status": "cancelled",
    "stop_reason": "cancelled",
    "done_count": 31,
}
RESULT: dict[str, Any] = {
    "item_id": "01a20c2e-6a10-7f4c-9d3b-8c7e6f5a4b32",
    "key": "parcel",
    "position": 1,
    "trial": 1,
    "status": "succeeded",
    "attempts": 1,
    "item_deleted": False,
    "input": {"text": "The parcel has not arrived."},
    "expected": None,
    "output": {"role": "assistant", "content": "The parcel is late."},
    "error": None,
    "error_kind": None,
    "run_id": RUN_ID,
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "latency_ms": 812.5,
    "cost_usd": 0.0003,
    "input_tokens": 12,
    "output_tokens": 5,
    "ended_at": MOMENT,
    "scores": [
        {
            "evaluator": 1,
            "name": "short enough",
            "value": 1.0,
            "passed": True,
            "reason": "4 words",
            "error": None,
        }
    ],
}
TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACE: dict[str, Any] = {
    "trace_id": TRACE_ID,
    "name": "answer a ticket",
    "started_at": MOMENT,
    "ended_at": "2026-01-31T12:00:01.840000Z",
    "latency_ms": 1840.0,
    "span_count": 2,
    "error_count": 0,
    "level": "default",
    "input_tokens": 412,
    "output_tokens": 96,
    "total_tokens": 508,
    "cost_usd": 0.00172,
    "user_id": "customer-17",
    "session_id": "chat-2041",
    "environment": "production",
    "release": "1.2",
    "tags": ["support"],
    "models": ["small"],
    "input": "My parcel has not arrived.",
    "output": "I am sorry to hear that.",
}
SPAN: dict[str, Any] = {
    "span_id": SPAN_ID,
    "parent_span_id": "53995c3f42cd8ad8",
    "name": "chat small",
    "kind": "generation",
    "level": "default",
    "status_message": None,
    "started_at": MOMENT,
    "ended_at": "2026-01-31T12:00:01.500000Z",
    "latency_ms": 1500.0,
    "first_token_at": "2026-01-31T12:00:00.300000Z",
    "model": "small",
    "provider": "openai",
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "prompt_version": 2,
    "input_tokens": 412,
    "output_tokens": 96,
    "cached_tokens": 0,
    "reasoning_tokens": 0,
    "total_tokens": 508,
    "cost_usd": 0.00172,
    "is_clamped": False,
    "is_orphan": False,
}
SPAN_DETAIL = {
    **SPAN,
    "trace_id": TRACE_ID,
    "environment": "production",
    "user_id": "customer-17",
    "session_id": "chat-2041",
    "release": "1.2",
    "tags": ["support"],
    "parameters": {"temperature": 0.2},
    "input": [{"role": "user", "content": "My parcel has not arrived."}],
    "output": [{"role": "assistant", "content": "I am sorry to hear that."}],
    "attributes": {"app.ticket": 7},
    "events": None,
    "links": None,
    "resource": {"service.name": "desk"},
    "price": {"input_usd": 2.5, "output_usd": 10},
}
SCORE_IN: dict[str, Any] = {"trace_id": TRACE_ID, "name": "helpful", "value": True}
SCORE: dict[str, Any] = {
    "id": "01a20b4e-6666-7940-ad94-5367c651dff0",
    "target": "trace",
    "run_id": None,
    "trace_id": TRACE_ID,
    "span_id": None,
    "session_id": None,
    "experiment_id": None,
    "item_id": None,
    "trial": None,
    "name": "helpful",
    "type": "boolean",
    "value": True,
    "comment": "Answered the question",
    "source": "person",
    "scale_id": "01a20b4e-7777-7940-ad94-5367c651dff0",
    "environment": "default",
    "metadata": None,
    "created_by": "Ada",
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
TRACE_DETAIL = {**TRACE, "spans": [SPAN], "spans_total": 2, "scores": [SCORE]}
TRACE_SESSION: dict[str, Any] = {
    "session_id": "chat-2041",
    "trace_count": 3,
    "started_at": MOMENT,
    "ended_at": "2026-01-31T12:20:00.000000Z",
    "span_count": 11,
    "error_count": 0,
    "input_tokens": 1204,
    "output_tokens": 310,
    "total_tokens": 1514,
    "cost_usd": 0.0061,
    "users": ["customer-17"],
}
SESSION_DETAIL = {**TRACE_SESSION, "traces": [TRACE]}
SUMS: dict[str, Any] = {
    "calls": 1200,
    "errors": 3,
    "input_tokens": 512_000,
    "output_tokens": 96_000,
    "cached_tokens": 12_000,
    "reasoning_tokens": 0,
    "total_tokens": 608_000,
    "cost_usd": 2.24,
    "latency_ms": 1320.5,
    "p50_ms": 1270.7,
    "p95_ms": 2961.2,
}
USAGE_KEY = {
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "prompt_version": 2,
    "model": None,
    "environment": None,
    "user_id": None,
}
USAGE_GROUP = {"key": USAGE_KEY, "is_other": False, **SUMS}
USAGE = {
    "since": "2026-01-31T00:00:00.000000Z",
    "until": "2026-02-01T00:00:00.000000Z",
    "step": "hour",
    "by": "version",
    "total": SUMS,
    "groups": [USAGE_GROUP],
    "series": [{"at": MOMENT, **USAGE_GROUP}],
    "stale_hours": 0,
}
SCORE_SUMS = {"name": "helpful", "type": "boolean", "count": 40, "mean": 0.85}
SCORE_VERSION = {
    **SCORE_SUMS,
    "prompt_id": PROMPT_ID,
    "prompt_name": "support/summarise",
    "prompt_version": 2,
}
SCORE_USAGE = {
    "since": "2026-01-31T00:00:00.000000Z",
    "until": "2026-02-01T00:00:00.000000Z",
    "step": "hour",
    "names": [SCORE_SUMS],
    "versions": [SCORE_VERSION],
    "categories": [{"name": "tone", "value": "kind", "count": 12}],
    "series": [{"at": MOMENT, **SCORE_SUMS}],
}
SCALE_IN: dict[str, Any] = {"name": "tone", "type": "numeric", "minimum": 1, "maximum": 5}
SCALE: dict[str, Any] = {
    "id": "01a20b4e-7777-7940-ad94-5367c651dff0",
    "name": "tone",
    "type": "numeric",
    "minimum": 1.0,
    "maximum": 5.0,
    "categories": None,
    "description": None,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "created_by": "Ada",
    "archived_at": None,
}

DATASET_ID = "01a20b4e-8888-7940-ad94-5367c651dff0"
DATASET_IN: dict[str, Any] = {
    "name": "maths/sums",
    "description": "Sums that a child can do",
    "tags": ["maths"],
    "input_schema": {"type": "object", "required": ["question"]},
}
DATASET: dict[str, Any] = {
    "id": DATASET_ID,
    **DATASET_IN,
    "expected_schema": None,
    "metadata": None,
    "latest_version": 1,
    "item_count": 1,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "created_by": "Ada",
    "archived_at": None,
}
DATASET_VERSION: dict[str, Any] = {
    "dataset_id": DATASET_ID,
    "version": 1,
    "item_count": 1,
    "added": 1,
    "changed": 0,
    "removed": 0,
    "message": "The first one",
    "created_at": MOMENT,
    "created_by": "Ada",
}
DATASET_ITEMS_IN: dict[str, Any] = {
    "items": [{"key": "sum-1", "input": {"question": "1 + 1?"}, "expected": "2"}],
    "message": "The first one",
}
DATASET_ITEM: dict[str, Any] = {
    "id": "01a20b4e-8889-7940-ad94-5367c651dff0",
    "dataset_id": DATASET_ID,
    "key": "sum-1",
    "position": 1,
    "input": {"question": "1 + 1?"},
    "expected": "2",
    "metadata": None,
    "tags": [],
    "source_run_id": None,
    "source_trace_id": None,
    "source_span_id": None,
    "checksum": "0d4c5e2cd9cf7d0a4c39cb1e1b5a3c33e4f9bde52fd2e1e0a5a4a2e75c4d2c11",
    "added_in": 1,
    "removed_in": None,
    "created_at": MOMENT,
    "created_by": "Ada",
}
DATASET_ITEM_DETAIL = {**DATASET_ITEM, "history": [DATASET_ITEM]}
DATASET_DIFF: dict[str, Any] = {
    "from": 0,
    "to": 1,
    "added": 1,
    "changed": 0,
    "removed": 0,
    "changes": [{"key": "sum-1", "change": "added", "before": None, "after": DATASET_ITEM}],
}
WRITTEN: dict[str, Any] = {
    "version": 1,
    "item_count": 1,
    "added": 1,
    "changed": 0,
    "removed": 0,
    "unchanged": 0,
}
TAKEN: dict[str, Any] = {**WRITTEN, "skipped": 0, "reasons": []}
FROM_RUNS_IN: dict[str, Any] = {
    "filter": {"prompt": "support/summarise", "status": "succeeded"},
    "expected": "output",
    "limit": 100,
}
FROM_TRACES_IN: dict[str, Any] = {"filter": {"name": "answer", "level": "error"}}

EVALUATOR_IN: dict[str, Any] = {
    "name": "right-number",
    "kind": "numeric",
    "config": {"tolerance": 0.01},
    "description": "The last number of the answer",
}
EVALUATOR: dict[str, Any] = {
    "id": "01a20b4e-9999-7940-ad94-5367c651dff0",
    "name": "right-number",
    "kind": "numeric",
    "description": "The last number of the answer",
    "latest_version": 1,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "created_by": "Ada",
    "archived_at": None,
}
EVALUATOR_VERSION: dict[str, Any] = {
    "version": 1,
    "config": {"tolerance": 0.01},
    "message": None,
    "created_at": MOMENT,
    "created_by": "Ada",
}
EVALUATOR_DETAIL: dict[str, Any] = {**EVALUATOR, "versions": [EVALUATOR_VERSION]}
EVALUATOR_KIND: dict[str, Any] = {
    "kind": "latency",
    "title": "Latency",
    "meaning": "1 if the call took at most so many milliseconds, else 0.",
    "config_schema": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"maximum_ms": {"type": "number", "minimum": 0}},
        "required": ["maximum_ms"],
    },
}
TRY_IN: dict[str, Any] = {
    "kind": "numeric",
    "config": {"tolerance": 0.01},
    "output": "So it is 18.",
    "expected": 18,
}
VERDICT: dict[str, Any] = {
    "value": 1.0,
    "passed": True,
    "reason": "18, expected 18.",
    "error": None,
}
