"""Files that are sent to be kept."""

from __future__ import annotations

import os
from typing import IO

from flask import Response, send_file


def attachment(file: IO[bytes], mimetype: str, name: str) -> Response:
    """All of the file, which stands at its beginning. It closes with the answer."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = send_file(file, mimetype, as_attachment=True, download_name=name)
    # With its length, an answer that breaks off is not taken for a whole one.
    response.content_length = length
    response.headers["Cache-Control"] = "no-store"
    return response
