"""What an application with an OpenTelemetry exporter sends: batches of model and tool calls."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from benchmarks.seeding import name_of

TRACES, SPANS_EACH = 10, 10
SPANS = TRACES * SPANS_EACH
DOCS = Path(__file__).parent.parent / "docs"
RESOURCE = {
    "service.name": "support-bot",
    "service.version": "1.4.2",
    "host.name": "worker-3",
    "telemetry.sdk.language": "python",
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.version": "1.40.0",
}
Attributes = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    body: bytes
    trace_id: str
    """Of the last of its traces."""


class Batches:
    """One request after the other, each of new traces that begin now, or some days ago.

    It is put together once. What differs in every batch (ids, conversations, times) is then cut
    out of it by what stands in its place, so that the next one costs a join of the pieces.
    """

    def __init__(self, characters: int = 700, ago: timedelta = timedelta(0)) -> None:
        self.dice = random.Random(7)
        self.prose = "\n".join(path.read_text() for path in sorted(DOCS.glob("*.md")))
        self.characters = characters
        self.ago = ago
        self.trace_ids = [self.dice.randbytes(16) for _ in range(TRACES)]
        self.span_ids = [self.dice.randbytes(8) for _ in range(SPANS)]
        self.conversations = [self.dice.randbytes(8).hex().encode() for _ in range(TRACES)]
        self.times = [(self.dice.randbytes(8), self.dice.randbytes(8)) for _ in range(SPANS)]
        ids = [*self.trace_ids, *self.span_ids, *self.conversations]
        cuts = b"|".join(map(re.escape, [*ids, *(time for times in self.times for time in times)]))
        self.pieces = re.split(b"(" + cuts + b")", self.request().SerializeToString())

    def make(self) -> Batch:
        trace_ids = [random.randbytes(16) for _ in self.trace_ids]
        fresh = dict(zip(self.trace_ids, trace_ids, strict=True))
        fresh |= {id_: random.randbytes(8) for id_ in self.span_ids}
        fresh |= {id_: b"%016x" % random.getrandbits(64) for id_ in self.conversations}
        now = time.time_ns() - self.ago // timedelta(microseconds=1) * 1000
        for number, (started, ended) in enumerate(self.times):
            fresh[started] = fixed64(now + number * 1000)
            fresh[ended] = fixed64(now + number * 1000 + (800 + number) * 1_000_000)
        return Batch(b"".join(map(fresh.get, self.pieces, self.pieces)), trace_ids[-1].hex())

    def request(self) -> ExportTraceServiceRequest:
        request = ExportTraceServiceRequest()
        of_resource = request.resource_spans.add()
        of_resource.resource.attributes.extend(key_values(RESOURCE))
        of_scope = of_resource.scope_spans.add()
        of_scope.scope.name = "opentelemetry.instrumentation.openai_v2"
        of_scope.scope.version = "2.1b0"
        of_scope.spans.extend(self.spans())
        return request

    def spans(self) -> Iterator[Span]:
        for number, (started, ended) in enumerate(self.times):
            trace, step = divmod(number, SPANS_EACH)
            name, kind, attributes = self.step(number, step, self.conversations[trace].decode())
            yield Span(
                trace_id=self.trace_ids[trace],
                span_id=self.span_ids[number],
                parent_span_id=self.span_ids[trace * SPANS_EACH] if step else b"",
                name=name,
                kind=kind,
                start_time_unix_nano=int.from_bytes(started, "little"),
                end_time_unix_nano=int.from_bytes(ended, "little"),
                attributes=key_values(attributes),
                status={"code": "STATUS_CODE_OK"},
            )

    def step(self, number: int, step: int, conversation: str) -> tuple[str, str, Attributes]:
        """Name, kind and attributes: an agent, and below it two model calls for each tool call."""
        if step == 0:
            return "invoke_agent support", "SPAN_KIND_INTERNAL", agent(number, conversation)
        if step % 3 == 0:
            return "execute_tool search_orders", "SPAN_KIND_INTERNAL", tool(number)
        return "chat gpt-4o", "SPAN_KIND_CLIENT", self.chat(number, conversation)

    def chat(self, number: int, conversation: str) -> Attributes:
        asked = [message("system", self.text(self.characters)), message("user", self.text(40))]
        answered = {
            **message("assistant", self.text(self.characters // 2)),
            "finish_reason": "stop",
        }
        return {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-11-20",
            "gen_ai.response.id": f"chatcmpl-{number:024}",
            "gen_ai.request.temperature": 0.2,
            "gen_ai.request.max_tokens": 800,
            "gen_ai.usage.input_tokens": 412 + number,
            "gen_ai.usage.output_tokens": 96,
            "gen_ai.input.messages": json.dumps(asked),
            "gen_ai.output.messages": json.dumps([answered]),
            "gen_ai.prompt.name": name_of(number // SPANS_EACH),
            "gen_ai.prompt.version": 1,
            "gen_ai.conversation.id": conversation,
            "server.address": "api.openai.com",
            "server.port": 443,
        }

    def text(self, characters: int) -> str:
        """Prose that people wrote, so that it is compressed as such is."""
        begin = self.dice.randrange(len(self.prose) - characters)
        return self.prose[begin : begin + characters]


def agent(number: int, conversation: str) -> Attributes:
    return {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "support",
        "gen_ai.agent.id": "agent-7",
        "gen_ai.provider.name": "openai",
        "gen_ai.conversation.id": conversation,
        "session.id": conversation,
        "user.id": f"user-{number}",
        "deployment.environment.name": "production",
    }


def tool(number: int) -> Attributes:
    found = [{"order_id": 10_000 + number, "status": "delivered", "items": n} for n in range(3)]
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "search_orders",
        "gen_ai.tool.type": "function",
        "gen_ai.tool.call.id": f"call_{number:020}",
        "gen_ai.tool.call.arguments": json.dumps({"order_id": 10_000 + number, "limit": 3}),
        "gen_ai.tool.call.result": json.dumps(found),
    }


def message(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": content}]}


def key_values(attributes: Attributes) -> list[KeyValue]:
    kinds = {str: "string_value", int: "int_value", float: "double_value"}
    return [KeyValue(key=key, value={kinds[type(x)]: x}) for key, x in attributes.items()]


def fixed64(number: int) -> bytes:
    return number.to_bytes(8, "little")
