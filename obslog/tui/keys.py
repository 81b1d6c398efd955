"""What a key does, in one place: its keys, its word in the footer, its help and its body stand together.

    class ImagePane(Keyed, Widget):
        area = "image"

        @key("plus,equals_sign", "zoom in", "Show the ground larger, about the crosshair.")
        def action_zoom_in(self) -> None: ...

The binding's id is `image.zoom_in`, the name by which a user's own keymap changes it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding

from obslog.model.errors import ObslogError

Body = TypeVar("Body", bound=Callable[..., Any])
_SPEC = "_obslog_key"


@dataclass(frozen=True)
class KeySpec:
    """One thing that keys do. `keys` as Textual names them, comma between; `label` a word or two for the footer
    (shown there if `show`), `help` a sentence or two. `id` is `area.name`, `action` what Textual runs."""

    id: str
    keys: str
    label: str
    help: str
    action: str
    show: bool = True
    priority: bool = False


#: Everything that keys do, by area, in the order of the source: help, the palette and the manual are made from it.
CATALOGUE: dict[str, dict[str, KeySpec]] = {}


def told(body: Body) -> Body:
    """An error that has words for a person is shown as a sentence, and nothing else stops.

    For handlers of messages; what `key` decorates has it already.
    """
    if inspect.iscoroutinefunction(body):

        @functools.wraps(body)
        async def later(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return await body(self, *args, **kwargs)
            except ObslogError as error:
                self.app.fail(error)
                return None

        return later  # type: ignore[return-value]

    @functools.wraps(body)
    def now(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return body(self, *args, **kwargs)
        except ObslogError as error:
            self.app.fail(error)
            return None

    return now  # type: ignore[return-value]


def key(
    keys: str, label: str, help: str, *, show: bool = True, priority: bool = False
) -> Callable[[Body], Body]:
    """Bind an `action_NAME` method of a `Keyed` class to keys; errors of the log are shown as sentences."""

    def decorate(body: Body) -> Body:
        wrapped = told(body)
        setattr(wrapped, _SPEC, (keys, label, help, show, priority))
        return wrapped

    return decorate


class Keyed:
    """Mixed in before a Textual class: collects the `@key` methods of a class into its bindings.

    `area` names the pane or screen in ids, help and the manual.
    """

    area: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        specs: dict[str, KeySpec] = {}
        for name, body in list(cls.__dict__.items()):
            said = getattr(body, _SPEC, None)
            if said is None or not name.startswith("action_"):
                continue
            keys, label, help_text, show, priority = said
            short = name.removeprefix("action_")
            specs[short] = KeySpec(f"{cls.area}.{short}", keys, label, help_text, short, show, priority)
        if specs:
            CATALOGUE.setdefault(cls.area, {}).update(specs)
            own = list(cls.__dict__.get("BINDINGS", ()))
            cls.BINDINGS = [*own, *(_binding(spec) for spec in specs.values())]  # type: ignore[attr-defined]
        super().__init_subclass__(**options)


def _binding(spec: KeySpec) -> Binding:
    return Binding(
        spec.keys,
        spec.action,
        spec.label,
        show=spec.show,
        priority=spec.priority,
        tooltip=spec.help,
        id=spec.id,
    )


def specs_of(node: object) -> tuple[KeySpec, ...]:
    """What keys do on a widget or screen, its own first, then what its classes give it."""
    found: dict[str, KeySpec] = {}
    for cls in type(node).__mro__:
        area = cls.__dict__.get("area")
        if area and issubclass(cls, Keyed):
            for short, spec in CATALOGUE.get(area, {}).items():
                if f"action_{short}" in cls.__dict__:
                    found.setdefault(spec.id, spec)
    return tuple(found.values())
