"""Providers that the user named in the configuration, or by address; their keys, from environment or keyring alone.

In `config.toml` of the user's configuration folder:

    [tasking.providers.example]
    url = "https://stapi.example.com"
    key_env = "EXAMPLE_KEY"            # or: keyring = "service/user"
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.text import fold
from obslog.observing.opening import config_path

if TYPE_CHECKING:
    from obslog.tasking.orders.stapi import Client

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_NAME = re.compile(r"[\w.:\[\]-]{1,80}")


@dataclass(frozen=True)
class Provider:
    """Whom to ask: a name, the address of its API, and where its key is (never the key itself).

    `key_env` names a variable of the environment, `keyring` a `service/user` of the system's keyring.
    """

    name: str
    url: str
    key_env: str | None = None
    keyring: str | None = None

    @property
    def key_words(self) -> str:
        """Where the key is from, in words that hold no secret."""
        if self.key_env:
            return f"the variable {_shown(self.key_env)}"
        return f"the keyring, {self.keyring}" if self.keyring else "none"


def providers() -> tuple[Provider, ...]:
    """The providers of the configuration, by name. Raises `WordError` naming what is wrong in the file."""
    path = config_path()
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        raise WordError("settings", str(path), f"cannot be read: {error}") from None
    tasking = settings.get("tasking", {})
    table = tasking.get("providers", {}) if isinstance(tasking, dict) else None
    if not isinstance(table, dict):
        raise WordError("settings", str(path), "[tasking.providers.NAME] are tables, each with its url")
    return tuple(_provider(name, row) for name, row in sorted(table.items()))


def provider_of(text: str, key_env: str | None = None) -> Provider:
    """The provider of that name or address; `key_env` names the variable that holds its key, whatever the file says.

    Raises `NotFoundError` with names that are near, `WordError` for an address that cannot be asked.
    """
    from obslog.tasking import http

    if key_env is not None and not _VARIABLE.fullmatch(key_env):
        raise WordError(
            "key-env", "...", "name a variable of the environment that holds the key, not the key itself"
        )
    known = providers()
    if "://" in text or "@" in text:
        parts = http.checked(text)
        url = text.rstrip("/")
        found = next((one for one in known if one.url == url), None) or Provider(parts.netloc, url)
    else:
        by_fold = {fold(one.name): one for one in known}
        named = by_fold.get(fold(text))
        if named is None:
            near = tuple(by_fold[one].name for one in get_close_matches(fold(text), by_fold, n=3, cutoff=0.6))
            hint = f"name one in {config_path()} as [tasking.providers.NAME], or give its address"
            raise NotFoundError("provider", text, near, hint)
        found = named
    return found if key_env is None else Provider(found.name, found.url, key_env)


def provider_at(name: str, endpoint: str, key_env: str | None = None) -> Provider:
    """The provider of an order that was made there. Raises `RefusedError` where the name means another address now."""
    known = next((one for one in providers() if one.name == name), None)
    if known is not None and known.url != endpoint:
        raise RefusedError(
            f"the order was made at {endpoint}, and the configuration now has {name} at {known.url}: "
            "its key goes to neither until they agree"
        )
    return provider_of(endpoint, key_env)


def client_of(provider: Provider) -> Client:
    """A client of its API, with its key where it has one. Raises `WordError` where the key is not to be had."""
    from obslog.tasking.orders.stapi import Client

    return Client(provider.url, key_of(provider))


def key_of(provider: Provider) -> str | None:
    """The key, read now and kept nowhere. Raises `WordError`, which says where it was looked for."""
    if provider.key_env:
        key = os.environ.get(provider.key_env, "").strip()
        if not key:
            raise WordError(
                "key",
                _shown(provider.key_env),
                f"this variable of the environment is to hold the key of {provider.name}, and is not set",
            )
        return key
    if not provider.keyring:
        return None
    service, _, user = provider.keyring.rpartition("/")
    return _from_keyring(provider.name, service, user)


def _from_keyring(name: str, service: str, user: str) -> str:
    where = f"{service}/{user}"
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise WordError(
            "keyring", where, "reading it needs: pip install 'obslog[keyring]'; or name a variable, key_env"
        ) from None
    try:
        key = keyring.get_password(service, user)
    except (KeyringError, OSError, RuntimeError, ValueError):
        raise WordError(
            "keyring", where, "this machine's keyring cannot be read; name a variable instead, key_env"
        ) from None
    if not key or not key.strip():
        raise WordError(
            "keyring", where, f"it holds no key of {name}; put it there with: keyring set {service} {user}"
        )
    return key.strip()


def _provider(name: str, row: Any) -> Provider:
    from obslog.tasking import http

    known = {"url", "key_env", "keyring"}
    where = f"[tasking.providers.{name}]"
    if not isinstance(row, dict) or not isinstance(row.get("url"), str):
        raise WordError("provider", name, f'{where} states its url = "https://..."')
    if not _NAME.fullmatch(name):
        raise WordError("provider", name, "its name holds letters, digits, dots and dashes")
    for key, value in row.items():
        if key not in known:
            raise WordError(
                "provider",
                f"{name}: {key}",
                f"is none of {', '.join(sorted(known))}; the key itself stands in no file",
            )
        if not isinstance(value, str) or not value.strip():
            raise WordError("provider", f"{name}: {key}", "is text in quotes")
    if "key_env" in row and not _VARIABLE.fullmatch(row["key_env"]):
        raise WordError(
            "provider", f"{name}: key_env", "names a variable of the environment, not the key itself"
        )
    if "keyring" in row and ("key_env" in row or not all(row["keyring"].rpartition("/")[::2])):
        raise WordError("provider", f"{name}: keyring", "is service/user, and stands alone, without key_env")
    if http.checked(row["url"], secret=bool(row.keys() & {"key_env", "keyring"})).query:
        raise WordError(
            "provider", f"{name}: url", "is written without ?; a key belongs into the environment"
        )
    return Provider(name, row["url"].rstrip("/"), row.get("key_env"), row.get("keyring"))


def _shown(variable: str) -> str:
    """The name of a variable as it is shown; one that looks like a key by mistake is not."""
    return variable if variable.isupper() or len(variable) < 12 else "..."
