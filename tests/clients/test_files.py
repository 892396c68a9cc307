"""Drafts in files."""

import pytest
from promptside.errors import BadInput
from promptside.files import draft_in


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_text_is_a_prompt_without_the_line_end_of_its_editor(file):
    assert draft_in(file("a.txt", "\ufeffHello {{name}}\n\n")) == {"content": "Hello {{name}}\n"}
    assert draft_in(file("a.md", "a\r\nb\r\n")) == {"content": "a\r\nb"}
    assert draft_in(file("a.txt", " ä😀")) == {"content": " ä😀"}


def test_json_is_a_chat_or_all_of_a_prompt(file):
    turns = '[{"role": "user", "content": "Hi"}]'
    messages = [{"role": "user", "content": "Hi"}]

    assert draft_in(file("a.json", turns)) == {"messages": messages}
    assert draft_in(file("a.json", f'{{"messages": {turns}, "parameters": {{"top_p": 1}}}}')) == {
        "messages": messages,
        "parameters": {"top_p": 1},
    }
    assert draft_in(file("A.JSON", '{"content": "Hi", "name": "x"}')) == {"content": "Hi"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"{", "is not JSON", id="broken"),
        pytest.param(b"7", "must hold an array of messages", id="a number"),
        pytest.param(b"{}", "must hold an array of messages", id="neither"),
        pytest.param(b'{"content": "", "messages": []}', "must hold", id="both"),
        pytest.param(b"\xff", "is not UTF-8", id="another encoding"),
        pytest.param(b"[" * 100_000, "is not JSON", id="deep"),
    ],
)
def test_other_json_is_refused(file, content, words):
    with pytest.raises(BadInput, match=words):
        draft_in(file("a.json", content))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"none\.txt cannot be read: No such file"):
        draft_in(tmp_path / "none.txt")
