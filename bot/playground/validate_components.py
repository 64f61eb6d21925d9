"""What Discord refuses in the components of a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .checks import Checker
from .errors import Path
from .model import Json, as_object, objects

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, UPLOAD = 9, 10, 11, 12, 13, 14, 17, 18, 19
RADIO, CHECKBOXES, CHECKBOX = 21, 22, 23
TOP_V2 = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
MAX_COMPONENTS, MAX_TEXT, MAX_ROWS = 40, 4000, 5


def walk(components: Any) -> list[Json]:
    """Every component of a message, the nested ones too."""
    found: list[Json] = []
    for component in objects(components):
        found.append(component)
        found += walk(component.get("components"))
        found += walk([component.get("accessory"), component.get("component")])
    return found


def media_of(component: Json) -> list[Json]:
    """The media items that a component shows."""
    if component.get("type") == GALLERY:
        return objects([item.get("media") for item in objects(component.get("items"))])
    return objects([component.get("media"), component.get("file")])


class ComponentCheck:
    """Checks one list of components and adds its flaws to `check`."""

    def __init__(self, check: Checker, v2: bool, filenames: set[str]) -> None:
        self._check, self._v2, self._filenames = check, v2, filenames
        self._by_type: dict[int, Callable[[Path, Json], None]] = {
            ROW: self._row, SECTION: self._section, TEXT: self._text, GALLERY: self._gallery, FILE: self._file,
            SEPARATOR: self._separator, CONTAINER: self._container, BUTTON: self._button, THUMBNAIL: self._thumbnail,
        } | dict.fromkeys(SELECTS, self._select)  # fmt: skip

    def run(self, components: Any) -> None:
        """Check everything."""
        most = MAX_COMPONENTS if self._v2 else MAX_ROWS
        entries = self._check.items(("components",), components, 0, most)
        allowed = TOP_V2 if self._v2 else (ROW,)
        self._children(("components",), entries, allowed)
        everything = walk(entries)
        count = len(everything)
        if count > MAX_COMPONENTS:
            self._check.add(("components",), f"A message holds {MAX_COMPONENTS} components; this has {count}.")
        length = sum(len(str(c.get("content", ""))) for c in everything if c.get("type") == TEXT)
        if length > MAX_TEXT:
            self._check.add(("components",), f"A message holds {MAX_TEXT} characters of text; this has {length}.")
        check_names(self._check, ("components",), everything)

    def _children(self, path: Path, entries: list[Json], allowed: tuple[int, ...]) -> None:
        for index, entry in enumerate(entries):
            self._one((*path, index), entry, allowed)

    def _one(self, path: Path, entry: Json, allowed: tuple[int, ...]) -> None:
        kind: Any = entry.get("type")
        if kind not in allowed:
            known = kind in tuple(self._by_type) or kind in (TEXT_INPUT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)
            why = "is not allowed here" if known else "is unknown"
            hint = "" if self._v2 or kind not in TOP_V2 else "; it needs the Components V2 flag"
            self._check.add((*path, "type"), f"Component type {kind} {why}{hint}.")
            return
        self._by_type[kind](path, entry)

    def _row(self, path: Path, row: Json) -> None:
        children = self._check.items((*path, "components"), row.get("components"), 1, 5)
        kinds = [child.get("type") for child in children]
        if any(kind in SELECTS for kind in kinds) and len(kinds) > 1:
            self._check.add(path, "A row holds up to five buttons or one select, not both.")
        self._children((*path, "components"), children, (BUTTON, *SELECTS))

    def _button(self, path: Path, button: Json) -> None:
        check, style = self._check, button.get("style")
        if style in (1, 2, 3, 4):
            check.text((*path, "custom_id"), button.get("custom_id"), 1, 100)
            if button.get("url"):
                check.add((*path, "url"), "A button with a custom_id cannot have a url.")
        elif style == 5:
            check.text((*path, "url"), button.get("url"), 1, 512)
            if button.get("custom_id"):
                check.add((*path, "custom_id"), "A link button cannot have a custom_id.")
        else:
            check.add((*path, "style"), f"The stand-in knows no button style {style}.")
        check.optional_text(path, button, "label", 0, 80)
        if not button.get("label") and not button.get("emoji"):
            check.add(path, "A button needs a label or an emoji.")

    def _select(self, path: Path, select: Json) -> None:
        check_select(self._check, path, select)

    def _section(self, path: Path, section: Json) -> None:
        texts = self._check.items((*path, "components"), section.get("components"), 1, 3)
        self._children((*path, "components"), texts, (TEXT,))
        accessory = as_object(section.get("accessory"))
        if accessory:
            self._one((*path, "accessory"), accessory, (BUTTON, THUMBNAIL))
        else:
            self._check.add((*path, "accessory"), "This field is required.")

    def _text(self, path: Path, text: Json) -> None:
        self._check.text((*path, "content"), text.get("content"), 1, MAX_TEXT)

    def _thumbnail(self, path: Path, thumbnail: Json) -> None:
        self._media((*path, "media"), thumbnail.get("media"))
        self._check.optional_text(path, thumbnail, "description", 1, 1024)

    def _gallery(self, path: Path, gallery: Json) -> None:
        for index, item in enumerate(self._check.items((*path, "items"), gallery.get("items"), 1, 10)):
            self._thumbnail((*path, "items", index), item)

    def _file(self, path: Path, file: Json) -> None:
        self._media((*path, "file"), file.get("file"), only_uploads=True)

    def _media(self, path: Path, media: Any, *, only_uploads: bool = False) -> None:
        url = as_object(media).get("url")
        if not isinstance(url, str) or not url:
            self._check.add((*path, "url"), "This field is required.")
        elif url.startswith("attachment://"):
            if url.removeprefix("attachment://") not in self._filenames:
                self._check.add((*path, "url"), f"There is no attachment for {url}.")
        elif only_uploads or not url.startswith(("http://", "https://")):
            allowed = "attachment://" if only_uploads else "attachment://, http:// and https://"
            self._check.add((*path, "url"), f"Only {allowed} can be shown here.")

    def _separator(self, path: Path, separator: Json) -> None:
        self._check.optional_number(path, separator, "spacing", 1, 2)

    def _container(self, path: Path, container: Json) -> None:
        children = self._check.items((*path, "components"), container.get("components"), 1, MAX_COMPONENTS)
        self._children((*path, "components"), children, IN_CONTAINER)
        self._check.optional_number(path, container, "accent_color", 0, 0xFFFFFF)


def check_names(check: Checker, path: Path, everything: list[Json]) -> None:
    """Check that ids are numbers, and that neither they nor custom_ids are used twice."""
    for component in everything:
        check.optional_number(path, component, "id", 0, (1 << 31) - 1)
    for key in ("custom_id", "id"):
        values = [c[key] for c in everything if c.get(key)]
        for value in sorted({str(v) for v in values if values.count(v) > 1}):
            check.add(path, f"Component {key} cannot be duplicated: “{value}”.")


def check_select(check: Checker, path: Path, select: Json) -> None:
    """Check a select, in a message or in a modal."""
    check.text((*path, "custom_id"), select.get("custom_id"), 1, 100)
    check.optional_text(path, select, "placeholder", 0, 150)
    if select.get("type") == STRING_SELECT:
        check_options(check, path, select, 1, 25)
    check_counts(check, path, select, 25)


def check_options(check: Checker, path: Path, holder: Json, low: int, high: int) -> None:
    """Check the options of a select, radio group or checkbox group."""
    options = check.items((*path, "options"), holder.get("options"), low, high)
    values = [option.get("value") for option in options]
    for index, option in enumerate(options):
        here = (*path, "options", index)
        check.text((*here, "label"), option.get("label"), 1, 100)
        check.text((*here, "value"), option.get("value"), 1, 100)
        check.optional_text(here, option, "description", 0, 100)
        if values.count(option.get("value")) > 1:
            check.add((*here, "value"), f"The value “{option.get('value')}” is already used.")


def check_counts(check: Checker, path: Path, holder: Json, most: int) -> None:
    """Check `min_values` and `max_values` against each other and the options."""
    check.optional_number(path, holder, "min_values", 0, most)
    check.optional_number(path, holder, "max_values", 1, most)
    low, high = holder.get("min_values"), holder.get("max_values")
    count = len(objects(holder.get("options"))) or most
    if isinstance(low, int) and isinstance(high, int) and low > high:
        check.add((*path, "max_values"), "max_values must not be less than min_values.")
    for key, value in (("min_values", low), ("max_values", high)):
        if isinstance(value, int) and value > count:
            check.add((*path, key), f"There are only {count} options; it asks for {value}.")
    chosen = sum(bool(option.get("default")) for option in objects(holder.get("options")))
    if chosen > (high if isinstance(high, int) else (1 if most == 25 else most)):
        check.add((*path, "options"), "More options are preselected than may be chosen.")
