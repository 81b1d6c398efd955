"""Providers of the configuration and their keys: named, never stored, and each mistake one line that holds no key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.tasking.orders.providers import config_path, key_of, provider_at, provider_of, providers

SECRET = "sk_live_0123456789"


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own configuration for each test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_providers_are_those_of_the_configuration(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert providers() == ()
    config.write_text(
        'analyst = "a"\n[tasking.providers.north]\nurl = "https://north.example/stapi/"\nkey_env = "NORTH_KEY"\n'
        '[tasking.providers.local]\nurl = "http://127.0.0.1:8765"\n'
    )
    local, north = providers()
    assert (local.name, local.key_words, north.url) == ("local", "none", "https://north.example/stapi")
    assert provider_of("NORTH") == north
    assert provider_of("https://north.example/stapi/") == north
    assert provider_of("http://127.0.0.1:9000/x").name == "127.0.0.1:9000"
    with pytest.raises(NotFoundError, match="did you mean north"):
        provider_of("nort")
    with pytest.raises(WordError, match=r"NORTH_KEY.*is not set"):
        key_of(north)
    monkeypatch.setenv("NORTH_KEY", f" {SECRET}\n")
    assert key_of(north) == SECRET
    assert key_of(local) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tasking.providers", "cannot be read"), ("[tasking]\nproviders = 3", "are tables"), ("tasking = 3", "are tables"),
        ("[tasking.providers.a]\n", "states its url"), ('[tasking.providers]\na = "https://x"', "states its url"),
        ('[tasking.providers.a]\nurl = "ftp://x"', "write http"),
        (f'[tasking.providers.a]\nurl = "https://me:{SECRET}@x"', "does not belong"),
        (f'[tasking.providers.a]\nurl = "https://x"\nkey = "{SECRET}"', "the key itself stands in no file"),
        (f'[tasking.providers.a]\nurl = "https://x"\nkey_env = "{SECRET}!"', "not the key itself"),
        ('[tasking.providers.a]\nurl = "https://x"\nkey_env = 3', "text in quotes"),
        ('[tasking.providers.a]\nurl = "http://x.example"\nkey_env = "K"', "by https only"),
        ('[tasking.providers.a]\nurl = "https://x"\nkeyring = "alone"', "service/user"),
        ('[tasking.providers.a]\nurl = "https://x"\nkeyring = "a/b"\nkey_env = "K"', "stands alone"),
        ('[tasking.providers."a b\\u001b"]\nurl = "https://x"', "letters, digits"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_one_line(config: Path, text: str, words: str) -> None:
    config.write_text(text)
    with pytest.raises(WordError, match=words) as error:
        providers()
    assert SECRET not in str(error.value)


def test_a_key_given_for_the_name_of_its_variable_is_not_shown(config: Path) -> None:
    for text in (SECRET, "sk-live-0123456789", "a b"):
        with pytest.raises(WordError) as error:
            key_of(provider_of("https://x.example", key_env=text))
        assert text not in str(error.value)


def test_a_key_goes_to_no_other_address_than_the_orders(config: Path) -> None:
    config.write_text('[tasking.providers.north]\nurl = "https://new.example"\nkey_env = "NORTH_KEY"\n')
    with pytest.raises(RefusedError, match=r"https://old\.example.*https://new\.example"):
        provider_at("north", "https://old.example")
    assert provider_at("old.example", "https://old.example").key_env is None


def test_a_key_from_the_keyring(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    class Held(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return SECRET if (service, username) == ("stapi/north", "desk") else None

        def set_password(self, *_: Any) -> None:
            raise NotImplementedError

        def delete_password(self, *_: Any) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Held())
    try:
        text = '[tasking.providers.north]\nurl = "https://north.example"\nkeyring = "{}"\n'
        config.write_text(text.format("stapi/north/desk"))
        assert key_of(providers()[0]) == SECRET
        assert SECRET not in repr(providers())
        config.write_text(text.format("stapi/other"))
        with pytest.raises(WordError, match="holds no key of north"):
            key_of(providers()[0])
    finally:
        keyring.set_keyring(before)


def test_without_a_keyring_the_sentence_says_what_to_do(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    true = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "keyring":
            raise ImportError(name)
        return true(name, *rest)

    config.write_text('[tasking.providers.north]\nurl = "https://north.example"\nkeyring = "a/b"\n')
    found = providers()[0]
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(WordError, match=r"pip install 'obslog\[keyring\]'"):
        key_of(found)
