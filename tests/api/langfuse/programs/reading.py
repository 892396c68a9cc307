"""What a Python program reads back of what it reported. Prints what it saw as JSON."""

import json

import langfuse as sdk

langfuse = sdk.Langfuse()
api = langfuse.api
config = api.score_configs.create(name="tone", data_type="NUMERIC", max_value=5)
api.score_configs.update(config.id, description="How it sounds")
with langfuse.start_as_current_observation(name="answer", input="why?") as root:
    with langfuse.start_as_current_observation(
        name="llm", as_type="generation", model="small", usage_details={"input": 7, "output": 3}
    ) as call:
        call.update(output="because")
    trace_id = root.trace_id
    langfuse.score_current_trace(name="tone", value=4, score_id="s1")
langfuse.flush()

is_newer = not hasattr(api, "legacy")
observations = api.observations.get_many(trace_id=trace_id, fields="core,basic,io,model,usage")
listed = api.scores.get_many(trace_id=trace_id) if is_newer else api.scores_v3.get_many_v3()
seen = {
    "observations": sorted([one.name, one.type] for one in observations.data),
    "usage": next(one.usage_details for one in observations.data if one.name == "llm"),
    "scores": [[one.id, one.value, one.config_id == config.id] for one in listed.data],
    "configs": [[one.name, one.max_value, one.description] for one in api.score_configs.get().data],
}
if not is_newer:
    trace = api.trace.get(trace_id)
    older = api.legacy.observations_v1.get_many(trace_id=trace_id)
    seen["trace"] = [trace.name, trace.input, len(trace.observations), len(trace.scores)]
    seen["traces"] = [one.id == trace_id for one in api.trace.list(limit=10).data]
    seen["older"] = sorted(one.name for one in older.data)
    seen["one"] = api.legacy.observations_v1.get(call.id).model
    seen["scores"] += [[one.id, one.value, True] for one in api.scores.get_many().data]
    api.legacy.score_v1.delete("s1")
else:
    api.scores.delete("s1")
after = api.scores.get_many() if is_newer else api.scores_v3.get_many_v3()
seen["after"] = len(after.data)
try:
    langfuse.get_dataset("none")
except Exception as error:
    seen["dataset"] = type(error).__name__
print(json.dumps(seen))
langfuse.shutdown()
