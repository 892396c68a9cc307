"""A client that a stranger's generator makes of our document, without a line of ours."""

import subprocess
import sys
from importlib import import_module

import pytest

from tests.live import ROOT

pytestmark = pytest.mark.more


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """Gives its modules by their path, such as `api.prompts.get_prompts`."""
    home = tmp_path_factory.mktemp("generated")
    config = home / "config.yaml"
    config.write_text("post_hooks: []\n")
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
        *("--path", ROOT / "docs/openapi.json", "--config", config),
        *("--output-path", home / "generated_client"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(home)
        yield lambda path: import_module(f"generated_client.{path}")


@pytest.fixture
def client(generated, live_api):
    return generated("client").AuthenticatedClient(
        live_api.url, live_api.token, raise_on_unexpected_status=True
    )


def test_it_creates_saves_activates_rolls_back_and_fetches(generated, client):
    models = generated("models")
    parameters = {"temperature": 0.5, "stop": ["\n"]}
    created = generated("api.prompts.post_prompts").sync(
        client=client,
        body=models.PromptIn.from_dict(
            {"name": "ä/b c", "content": "Hi {{ you }}", "parameters": parameters}
        ),
    )
    saved = generated("api.prompts.post_prompts_prompt_id_versions").sync(
        created.id, client=client, body=models.VersionIn(content="Hello {{ you }}")
    )
    fetch = generated("api.serving.get_prompts_by_name_name")

    before = fetch.sync("ä/b c", client=client)
    generated("api.releases.post_prompts_prompt_id_activate").sync(
        created.id, client=client, body=models.ActivateIn(version=2, expected=1)
    )
    after = fetch.sync("ä/b c", client=client)
    generated("api.releases.post_prompts_prompt_id_rollback").sync(
        created.id, client=client, body=models.RollbackIn()
    )

    assert saved.version == 2
    assert (before.active.version, before.active.parameters.to_dict()) == (1, parameters)
    assert (after.active.version, after.active.content) == (2, "Hello {{ you }}")
    assert fetch.sync("ä/b c", client=client) == before


def test_it_reads_lists_histories_and_comparisons(generated, client):
    models = generated("models")
    chat = {"messages": [{"role": "user", "content": "Hi"}], "name": "talk", "kind": "chat"}
    created = generated("api.prompts.post_prompts").sync(
        client=client, body=models.PromptIn.from_dict(chat)
    )
    version = models.VersionIn.from_dict({"messages": [{"role": "user", "content": "Ho"}]})
    generated("api.prompts.post_prompts_prompt_id_versions").sync(
        created.id, client=client, body=version
    )

    (listed,) = generated("api.prompts.get_prompts").sync(client=client, q="talk")
    (release,) = generated("api.releases.get_prompts_prompt_id_releases").sync(
        created.id, client=client
    )
    diff = generated("api.prompts.get_prompts_prompt_id_diff").sync(
        created.id, client=client, from_=1, to=2
    )

    assert (listed.id, listed.latest_version.version) == (created.id, 2)
    assert (release.from_version, release.to_version) == (None, 1)
    assert (diff.kind, len(diff.messages)) == (models.DiffOutKind.CHAT, 1)


def test_it_understands_a_refusal(generated, client):
    models, create = generated("models"), generated("api.prompts.post_prompts")
    asked = models.PromptIn(name="greet", content="Hi")
    create.sync(client=client, body=asked)

    refused = create.sync_detailed(client=client, body=asked)

    assert refused.status_code == 409
    assert isinstance(refused.parsed, models.ProblemOut)
    assert refused.parsed.code == "name_is_taken"
