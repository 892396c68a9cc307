"""Import and export as the world sees them: lines of JSON."""

from __future__ import annotations

from marshmallow import Schema

from app.schemas.base import Switch

LINE_IN = (
    '{"name": "support/summarise", "versions": [{"content": "Summarise {{ text }}."},'
    ' {"content": "Summarise {{ text }} in one sentence.", "message": "Shorter"}]}\n'
)
LINE_OUT = (
    '{"format":1,"id":"01a20b4e-2b14-7c63-999a-a7746c494a14","name":"support/summarise",'
    '"kind":"text","description":null,"tags":["support"],"active_version":1,'
    '"labels":{"latest":1,"production":1},"created_at":"2026-01-31T12:00:00.000000Z",'
    '"updated_at":"2026-01-31T12:00:00.000000Z","archived_at":null,"created_by":"Ada",'
    '"versions":[{"id":"01a20b4e-2b1a-7db7-b9b6-c0a43174fcba","version":1,'
    '"content":"Summarise {{ text }}.","parameters":null,"message":null,'
    '"created_at":"2026-01-31T12:00:00.000000Z","created_by":"Ada"}],'
    '"releases":[{"id":"01a20b4e-3ca5-7940-ad94-5367c651dff0","prompt_name":"support/summarise",'
    '"label":"production","from_version":null,"to_version":1,"reason":null,"actor":"Ada",'
    '"created_at":"2026-01-31T12:00:00.000000Z","release_id":null}]}\n'
)
REPORT = (
    '{"line":1,"name":"support/summarise","outcome":"created","versions_added":2,'
    '"reason":null,"id":"01a20b4e-2b14-7c63-999a-a7746c494a14"}\n'
    '{"summary":{"lines":1,"created":1,"extended":0,"unchanged":0,"refused":0,'
    '"versions_added":2,"complete":true,"detail":null}}\n'
)

PROMPTS_IN = (
    "A prompt a line, at most 64 MiB each, without a limit in all. Only `name` and the versions'"
    " bodies must be there; the keys are those of the export. Each line is taken whole or"
    " refused. Into a prompt of that name, versions are added if those here are its beginning."
    " No time may lie in the future; up to five minutes count as now, since clocks differ."
)
PROMPTS_OUT = (
    "A prompt a line, ordered by name, its keys in fixed order: the whole project as it was at"
    " one moment. Imported into an empty registry and exported again, it is the same bytes, unless"
    " a prompt has outgrown what an import takes: a line of 64 MiB, 100,000 versions. All is"
    " written to a temporary file before the first byte is sent, so the answer says how long it"
    " is, and a slow reader holds up nobody."
)
RESULTS_OUT = (
    "A result for each line that is not blank (`created`, `extended`, `unchanged` or `refused`,"
    " with the reason), and at last a `summary`. The first 64 KiB of results are sent as the lines"
    " come in, those after them once the last line is done: a client that reads nothing until it"
    " has sent everything would else never be done. If `complete` is false, the database went away:"
    " send the lines again, what is done stays as it is."
)


class ImportArgs(Schema):
    dry_run = Switch(
        load_default=False,
        metadata={"description": "Say what would happen to each line, and write nothing."},
    )
