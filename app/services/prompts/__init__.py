"""Prompts and their versions: writing, reading, finding."""

from app.services.prompts.read import (
    NoSuchPrompt,
    NoSuchVersion,
    etag_of,
    find_prompt,
    get_prompt,
    get_prompt_anywhere,
    get_version,
    get_versions,
    id_of,
    list_versions,
    newest_versions,
)
from app.services.prompts.search import list_prompts
from app.services.prompts.write import (
    NameIsTaken,
    PromptIsArchived,
    archive_prompt,
    create_prompt,
    delete_prompt,
    restore_prompt,
    save_version,
    update_prompt,
)

__all__ = [
    "NameIsTaken",
    "NoSuchPrompt",
    "NoSuchVersion",
    "PromptIsArchived",
    "archive_prompt",
    "create_prompt",
    "delete_prompt",
    "etag_of",
    "find_prompt",
    "get_prompt",
    "get_prompt_anywhere",
    "get_version",
    "get_versions",
    "id_of",
    "list_prompts",
    "list_versions",
    "newest_versions",
    "restore_prompt",
    "save_version",
    "update_prompt",
]
