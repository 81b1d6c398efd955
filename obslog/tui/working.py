"""Work that a screen starts and does not wait for: the newest of a group replaces the one before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.dom import DOMNode


def work(node: DOMNode, group: str, call: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> None:
    """Run `call(*args, **kwargs)` beside the messages of `node`; what is under way in `group` is given up."""
    run: Any = partial(call, *args, **kwargs)
    node.run_worker(run, exclusive=True, group=group)
