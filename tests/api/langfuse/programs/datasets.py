"""What a Python program does with datasets and experiments. Prints what it saw as JSON."""

import json

import langfuse as sdk

ITEMS = 60
langfuse = sdk.Langfuse()
langfuse.create_dataset(name="my ds/x", description="Sums", metadata={"by": "hand"})
for n in range(ITEMS):
    langfuse.create_dataset_item(
        dataset_name="my ds/x", id=f"sum-{n:02}", input={"n": n}, expected_output=n + 1
    )
langfuse.create_dataset_item(dataset_name="my ds/x", id="sum-00", status="ARCHIVED")
dataset = langfuse.get_dataset("my ds/x")


def add_one(*, item, **_):
    return item.input["n"] + (1 if item.input["n"] % 2 else 2)


def is_right(*, output, expected_output, **_):
    return sdk.Evaluation(name="right", value=float(output == expected_output), comment="compared")


def average(*, item_results, **_):
    values = [result.evaluations[0].value for result in item_results]
    return sdk.Evaluation(name="average", value=sum(values) / len(values))


result = dataset.run_experiment(
    name="adding",
    run_name="adding 1",
    description="By one",
    task=add_one,
    evaluators=[is_right],
    run_evaluators=[average],
)
langfuse.flush()
seen = {
    "items": [len(dataset.items), dataset.items[0].id, dataset.items[0].expected_output],
    "about": [dataset.name, dataset.description, dataset.metadata],
    "outputs": sorted(one.output for one in result.item_results)[:3],
    "run": result.dataset_run_id or getattr(result, "experiment_id", None),
    "item": langfuse.api.dataset_items.get("sum-05").input,
}
print(json.dumps(seen))
