"""Connections: a project's ways to reach models, kept, called and tried."""

from app.services.connections.calling import (
    KeyIsUnreadable,
    Trial,
    TriedOut,
    carry_out,
    endpoint_of,
    prepare_trial,
)
from app.services.connections.checks import MOST_CONNECTIONS
from app.services.connections.read import (
    NoSuchConnection,
    etag_of,
    get_connection,
    list_connections,
)
from app.services.connections.rotation import rotate_keys
from app.services.connections.write import (
    ConnectionIsBuiltIn,
    ConnectionNameIsTaken,
    TooManyConnections,
    create_connection,
    delete_connection,
    update_connection,
)

__all__ = [
    "MOST_CONNECTIONS",
    "ConnectionIsBuiltIn",
    "ConnectionNameIsTaken",
    "KeyIsUnreadable",
    "NoSuchConnection",
    "TooManyConnections",
    "Trial",
    "TriedOut",
    "carry_out",
    "create_connection",
    "delete_connection",
    "endpoint_of",
    "etag_of",
    "get_connection",
    "list_connections",
    "prepare_trial",
    "rotate_keys",
    "update_connection",
]
