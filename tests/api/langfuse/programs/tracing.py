"""A Python program that traces a call with a prompt of the registry, and scores it."""

import json
import logging
import sys

from langfuse import Langfuse, propagate_attributes

logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
langfuse = Langfuse()
langfuse.create_prompt(name="greet", prompt="Hi {{who}}", labels=["production"])
prompt = langfuse.get_prompt("greet")

with (
    langfuse.start_as_current_observation(
        name="answer", as_type="agent", input={"q": "why?"}
    ) as root,
    propagate_attributes(
        user_id="ada", session_id="chat 1", tags=["beta"], metadata={"tier": "gold"}
    ),
):
    with langfuse.start_as_current_observation(
        name="llm",
        as_type="generation",
        model="small",
        model_parameters={"temperature": 0.5},
        prompt=prompt,
        input=[{"role": "user", "content": "why?"}],
        metadata={"note": "1", "count": 2},
    ) as generation:
        generation.update(
            output={"role": "assistant", "content": "because"},
            usage_details={"input": 7, "output": 3, "total": 10},
            cost_details={"total": 0.01},
        )
        call_id = generation.id
    langfuse.create_event(name="done", level="WARNING", status_message="late")
    root.update(output="because")
    trace_id = root.trace_id
    langfuse.score_current_trace(name="helpful", value=1, data_type="BOOLEAN", score_id="s-trace")

scored = {"trace_id": trace_id, "comment": "ok"}
langfuse.create_score(
    name="tone", value="warm", observation_id=call_id, score_id="s-span", **scored
)
langfuse.create_score(name="length", value=0.5, session_id="chat 1", score_id="s-session")
langfuse.flush()
print(json.dumps({"trace_id": trace_id, "call_id": call_id}))
langfuse.shutdown()
