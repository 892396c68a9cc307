"""What applications did: spans, the traces they make up, and sessions."""

from app.services.traces.days import DAYS_AHEAD, make_days
from app.services.traces.lists import Wanted, list_traces, list_traces_by_key
from app.services.traces.replacing import lock_traces, stored_spans, withdraw_spans
from app.services.traces.sessions import NoSuchSession, Session, get_session, list_sessions
from app.services.traces.sharing import forget_shared, put_shared
from app.services.traces.showing import (
    NoSuchSpan,
    NoSuchTrace,
    ShownTrace,
    delete_trace,
    get_span,
    get_trace,
)
from app.services.traces.storing import Stored, store_spans, store_spans_apart

__all__ = [
    "DAYS_AHEAD",
    "NoSuchSession",
    "NoSuchSpan",
    "NoSuchTrace",
    "Session",
    "ShownTrace",
    "Stored",
    "Wanted",
    "delete_trace",
    "forget_shared",
    "get_session",
    "get_span",
    "get_trace",
    "list_sessions",
    "list_traces",
    "list_traces_by_key",
    "lock_traces",
    "make_days",
    "put_shared",
    "store_spans",
    "store_spans_apart",
    "stored_spans",
    "withdraw_spans",
]
