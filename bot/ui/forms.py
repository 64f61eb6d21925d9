"""Forms become modals, and what comes back becomes plain values."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import discord
from discord import ui

from bot.core.cards import Field, Form, FormValues
from bot.ui import limits
from bot.ui.ids import PagePress, SessionPress, format_id
from bot.ui.limits import cut


def render_form(form: Form, press: SessionPress | PagePress, mark: str = "") -> ui.Modal:
    """A form as a modal; it comes back under the press that opened it, with the mark of that message if any."""
    if not 1 <= len(form.fields) <= limits.MODAL_PARTS:
        raise ValueError(f"the form “{form.title}” has {len(form.fields)} parts; Discord takes 1 to 5")
    modal = ui.Modal(title=cut(form.title, limits.MODAL_TITLE, "form's title"), custom_id=format_id(press, mark=mark))
    for field in form.fields:
        modal.add_item(_part(field))
    modal.stop()
    return modal


def _part(field: Field) -> ui.Label[Any]:
    description = cut(field.description, limits.LABEL_DESCRIPTION, "field's description") if field.description else None
    label = cut(field.label, limits.LABEL, "field's label")
    return ui.Label(text=label, description=description, component=_input(field))


def _input(field: Field) -> ui.Item[Any]:
    match field.kind:
        case "text":
            return _text(field)
        case "radio":
            options = [discord.RadioGroupOption(label=label, value=value) for label, value in _options(field)]
            return ui.RadioGroup(custom_id=field.key, required=field.required, options=options)
        case "checkboxes":
            boxes = [discord.CheckboxGroupOption(label=label, value=value) for label, value in _options(field)]
            return ui.CheckboxGroup(
                custom_id=field.key,
                required=field.required,
                min_values=1 if field.required else 0,
                max_values=len(boxes),
                options=boxes,
            )


def _text(field: Field) -> ui.TextInput[Any]:
    style = discord.TextStyle.paragraph if field.max_length > 100 else discord.TextStyle.short
    longest = min(field.max_length, limits.TEXT_INPUT)
    begun = field.value[:longest] or None
    return ui.TextInput(custom_id=field.key, style=style, required=field.required, max_length=longest, default=begun)


def _options(field: Field) -> list[tuple[str, str]]:
    if len(field.options) not in limits.GROUP:
        raise ValueError(f"the field “{field.label}” has {len(field.options)} options; Discord takes 2 to 10")
    return [(cut(option.label, limits.OPTION, "option"), option.value) for option in field.options]


def form_values(components: object) -> FormValues:
    """A modal's values by field, from the raw components of the interaction: nothing has to be remembered for it."""
    values: FormValues = {}
    for component in _inputs(components):
        key = component.get("custom_id")
        if isinstance(key, str):
            values[key] = _values(component)
    return values


def _inputs(node: object) -> Iterable[Mapping[str, Any]]:
    """All inputs, whether they stand in a label (`component`) or in a row (`components`)."""
    if isinstance(node, list):
        for child in cast("list[object]", node):
            yield from _inputs(child)
    elif isinstance(node, Mapping):
        yield cast("Mapping[str, Any]", node)
        yield from _inputs(node.get("component"))
        yield from _inputs(node.get("components"))


def _values(component: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = component.get("values")
    if isinstance(chosen, list):
        return tuple(str(value) for value in cast("list[object]", chosen))
    value = component.get("value")
    return (value,) if isinstance(value, str) and value else ()
