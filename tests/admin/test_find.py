"""One search over names, ids, addresses and the beginnings of keys."""

import re
from html import unescape

import pytest

from app.db import transaction
from app.services import prompts
from app.services.access import sessions
from tests.admin.conftest import make_job, text_of
from tests.factories.access import make_key, make_person, the_system
from tests.factories.audit import events
from tests.factories.connections import make_connection
from tests.factories.prompts import make_prompt
from tests.factories.scores import make_scale
from tests.factories.traces import make_price, make_rule, make_run, make_trace


def test_one_search_finds_names_ids_addresses_and_prefixes(panel):
    prompt = make_prompt("support/greet")
    key = make_key("ci").row
    make_person("ada")

    for q, said in [
        ("support/gre", "support/ greet"),
        (str(prompt.id), "support/ greet"),
        ("ada@exam", "Ada"),
        (key.prefix, "ci"),
        (f"{key.prefix}_and-the-secret-rest", "ci"),
        (str(key.id), "ci"),
        ("defau", "default"),
    ]:
        assert said in text_of(panel.get("/find/", q=q)).partition("Found for")[2], q


def test_a_connection_is_found_by_its_name_its_address_and_its_id(panel):
    connection = make_connection("gateway", base_url="https://llm.example.org/v1")

    for q in ("gatew", "llm.example.org", str(connection.id)):
        r = panel.get("/find/", q=q)
        assert "Connections gateway https://llm.example.org/v1 default" in text_of(r), q
        (link,) = re.findall(r'data-open class="open mono" href="([^"]+)"', r.text)
        assert panel.client.get(unescape(link)).status_code == 200


def test_ids_of_what_has_no_name_are_found(panel):
    prompt = make_prompt("support/greet", versions=2)
    version = prompts.get_version(the_system(), prompt.id, 2)
    session, _ = sessions.authenticate_session(panel.token)
    panel.act("prompts", "activate", [prompt.id], reason="By the panel")
    event, number = events()[-1], make_job()

    for q, said in [
        (str(version.id), "Versions support/ greet v2"),
        (str(session.id), "Sessions olga@example.com"),
        (str(event.id), "Audit log Activated support/greet By the panel"),
        (event.request_id, "Audit log Activated support/greet By the panel"),
        (str(number), f"Jobs a.job number {number}"),
    ]:
        r = panel.get("/find/", q=q)
        assert said in text_of(r), q
        (first,) = set(re.findall(r'data-open class="open[^"]*" href="([^"]+)"', r.text)[-1:])
        assert panel.client.get(unescape(first)).status_code == 200


def test_what_happened_to_what_is_gone_is_found_by_its_id(panel):
    prompt = make_prompt("gone")
    with transaction():
        prompts.delete_prompt(the_system(), prompt.id)

    assert "Deleted prompt gone" in text_of(panel.get("/find/", q=str(prompt.id)))


def test_all_that_has_an_id_is_a_list_of_its_own(panel):
    prompt = make_prompt("greet", versions=9)

    shown = panel.get("/find/", q=str(prompt.id))

    assert f'href="/admin/audit/?id={prompt.id}">Show all' in shown.text
    assert "10 events match" in text_of(panel.get("/audit/", id=str(prompt.id)))


def test_a_search_without_a_match_says_so(panel):
    assert "Nothing found" in text_of(panel.get("/find/", q="nothing like it"))


@pytest.mark.parametrize("q", ["a\0", "x" * 201])
def test_a_search_that_makes_no_sense_is_a_message(panel, q):
    assert panel.get("/find/", q=q).status_code == 422


def test_runs_traces_and_rules_are_found_by_their_ids(panel):
    run, trace, rule = make_run(prompt_name="a/b"), make_trace(name="a tree"), make_rule()
    price, scale = make_price(), make_scale("helpful")

    for q, said in [
        (str(run.id), "Runs a/ b"),
        (run.trace_id.hex, "Runs a/ b"),
        (trace.trace_id.hex, "Traces a tree 1 span default"),
        (str(rule.id), "Masking rules cards default"),
        (str(price.id), "Prices small default"),
        (str(scale.id), "Scales helpful default"),
    ]:
        r = panel.get("/find/", q=q)
        assert said in text_of(r), q
        links = re.findall(r'data-open class="open[^"]*" href="([^"]+)"', r.text)
        assert panel.client.get(unescape(links[-1])).status_code == 200
