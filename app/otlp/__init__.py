"""OTLP payloads → plain Python spans, their meaning read: no database, no requests, no settings."""

from __future__ import annotations

from app.otlp.json_encoding import read_json
from app.otlp.protobuf import read_protobuf
from app.otlp.spans import Batch, Span
from app.otlp.unreadable import Unreadable

__all__ = ["Batch", "Span", "Unreadable", "read_json", "read_protobuf"]
