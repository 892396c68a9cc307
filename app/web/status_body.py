"""Refusals as OTLP/HTTP wants them of those who send protobuf: a `google.rpc.Status`."""

from __future__ import annotations

from typing import Any

from google.rpc import code_pb2
from google.rpc.status_pb2 import Status

PROTOBUF = "application/x-protobuf"

CODES = {
    401: code_pb2.UNAUTHENTICATED,
    403: code_pb2.PERMISSION_DENIED,
    404: code_pb2.NOT_FOUND,
    413: code_pb2.RESOURCE_EXHAUSTED,
    429: code_pb2.RESOURCE_EXHAUSTED,
    500: code_pb2.INTERNAL,
    503: code_pb2.UNAVAILABLE,
}


def status_body(problem: dict[str, Any]) -> bytes:
    code = CODES.get(problem["status"], code_pb2.INVALID_ARGUMENT)
    body: bytes = Status(code=code, message=problem["detail"]).SerializeToString()
    return body
