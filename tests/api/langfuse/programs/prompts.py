"""What a Python program does with prompts. Prints what it saw as JSON."""

import json
import time

from langfuse import Langfuse

NAMES = ["folder/greet me", "a/versions/3", "ñandú", "100%", "q?x"]
langfuse = Langfuse()
seen = {"auth": langfuse.auth_check(), "names": {}}

for name in NAMES:
    langfuse.create_prompt(name=name, prompt="Hi {{who}}", labels=["production"], tags=["x"])
    langfuse.create_prompt(name=name, prompt="Hello {{who}}", config={"temperature": 0.5})
    production = langfuse.get_prompt(name, cache_ttl_seconds=0)
    newest = langfuse.get_prompt(name, label="latest")
    first = langfuse.get_prompt(name, version=1)
    langfuse.update_prompt(name=name, version=2, new_labels=["production"])
    moved = langfuse.get_prompt(name, cache_ttl_seconds=0)
    seen["names"][name] = {
        "production": [production.version, production.compile(who="Ada"), production.config],
        "latest": [newest.version, newest.compile(who="Ada"), newest.config, newest.labels],
        "first": [first.version, first.tags],
        "moved": [moved.version, moved.labels],
    }

langfuse.create_prompt(
    name="chat",
    type="chat",
    prompt=[
        {"role": "system", "content": "Be {{how}}."},
        {"type": "placeholder", "name": "history"},
        {"role": "user", "content": "Why?"},
    ],
    labels=["production"],
    commit_message="first",
)
chat = langfuse.get_prompt("chat", type="chat")
seen["chat"] = chat.compile(how="brief", history=[{"role": "user", "content": "Hm."}])
seen["commit_message"] = chat.commit_message

began = time.monotonic()
try:
    langfuse.get_prompt("missing")
except Exception as error:
    seen["missing"] = [type(error).__name__, time.monotonic() - began]
fallback = langfuse.get_prompt("missing", fallback="Hi")
seen["fallback"] = [fallback.is_fallback, fallback.version, fallback.compile()]

listed = langfuse.api.prompts.list(limit=100)
seen["listed"] = sorted(meta.name for meta in listed.data)
langfuse.api.prompts.delete("100%")
seen["after"] = langfuse.api.prompts.list(limit=100).meta.total_items
print(json.dumps(seen))
langfuse.shutdown()
