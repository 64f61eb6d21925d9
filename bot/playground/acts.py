"""What people do: each act that the bot must answer becomes an interaction."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from . import commands, ids, modals, posting, wire
from .commands import NotPossible
from .model import Channel, Interaction, Json, Kind, Message, User
from .payloads import interaction_json
from .resolved import resolved, uploaded, values_in
from .validate_components import BUTTON, SELECTS, STRING_SELECT, walk
from .world import World

# Users, channels, roles, mentionables and files are sent as ids and explained beside them.
BY_ID = (6, 7, 8, 9, 11)
AT_BOT = re.compile(r"(?<![\w<])@ease\b", re.IGNORECASE)
AT_PERSON = re.compile(r"(?<![\w<])@(mia|tom|rosa)\b", re.IGNORECASE)


class Acts:
    """The hands of everyone in the guild."""

    def __init__(self, world: World, limit: float) -> None:
        self._world, self.limit = world, limit

    def slash(self, user: User, channel: Channel, name: str, values: Json) -> Interaction:
        """Use a slash command."""
        leaf = commands.find(self._world, user, channel, name)
        given = uploaded(self._world, values)
        data = self._command_data(leaf, commands.filled(leaf, given))
        objects = [given[o["name"]] for o in leaf.options if o["type"] in BY_ID and o["name"] in given]
        if objects:
            data["resolved"] = resolved(self._world, channel, objects)
        return self._send(Kind.COMMAND, user, channel, data, name=leaf.name)

    def context(self, user: User, message: Message, name: str) -> Interaction:
        """Use a context menu command on a message."""
        self._must_see(user, message)
        channel = self._world.channels[message.channel_id]
        leaf = commands.find(self._world, user, channel, name, kind=3)
        resolved = {"messages": {message.id: wire.message_json(self._world, message)}}
        data = self._command_data(leaf, []) | {"target_id": message.id, "resolved": resolved}
        return self._send(Kind.COMMAND, user, channel, data, name=leaf.name)

    def autocomplete(self, user: User, channel: Channel, name: str, option: str, values: Json) -> Interaction:
        """Type into an option."""
        leaf = commands.find(self._world, user, channel, name)
        if not any(o["name"] == option and o.get("autocomplete") for o in leaf.options):
            raise NotPossible(f"/{leaf.name} has no option “{option}” with suggestions.")
        data = self._command_data(leaf, commands.filled(leaf, values, focused=option))
        return self._send(Kind.AUTOCOMPLETE, user, channel, data, name=leaf.name)

    def _command_data(self, leaf: commands.Leaf, options: list[Json]) -> Json:
        command = leaf.command
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = ids.GUILD
        return data | {"options": options} if options else data

    def press(self, user: User, message: Message, custom_id: str) -> Interaction:
        """Press a button."""
        self._component(user, message, custom_id, (BUTTON,))
        return self._use(user, message, {"component_type": BUTTON, "custom_id": custom_id})

    def select(self, user: User, message: Message, custom_id: str, values: list[Any]) -> Interaction:
        """Choose in a select."""
        field = self._component(user, message, custom_id, SELECTS)
        chosen = modals.chosen_values(field, field.get("placeholder") or custom_id, values)
        low, high = field.get("min_values"), field.get("max_values")
        least, most = 1 if low is None else low, 1 if high is None else high
        if not least <= len(chosen) <= most:
            raise NotPossible(f"This menu takes {least} to {most} choices; this has {len(chosen)}.")
        data: Json = {"component_type": field["type"], "custom_id": custom_id, "values": chosen}
        if field["type"] != STRING_SELECT:
            data["resolved"] = resolved(self._world, self._world.channels[message.channel_id], chosen)
        return self._use(user, message, data)

    def _use(self, user: User, message: Message, data: Json) -> Interaction:
        channel = self._world.channels[message.channel_id]
        found = [c for c in walk(message.components) if c.get("custom_id") == data["custom_id"]]
        data = {"id": found[0]["id"], **data}
        return self._send(Kind.COMPONENT, user, channel, data, message=message)

    def _component(self, user: User, message: Message, custom_id: str, kinds: tuple[int, ...]) -> Json:
        self._must_see(user, message)
        for component in walk(message.components):
            if component.get("custom_id") == custom_id and component["type"] in kinds:
                if component.get("disabled"):
                    raise NotPossible(f"“{component.get('label') or custom_id}” is disabled.")
                return component
        raise NotPossible(f"This message has no “{custom_id}” any more.")

    def _must_see(self, user: User, message: Message) -> None:
        if not self._world.sees(user, message):
            raise NotPossible(f"{user.name} does not see this message.")

    def submit(self, user: User, values: Json) -> Interaction:
        """Send the open modal."""
        opened = self._world.modals.get(user.id)
        if opened is None or opened.modal is None:
            raise NotPossible(f"{user.name} has no window open.")
        parts = modals.submitted(opened.modal, uploaded(self._world, values))
        del self._world.modals[user.id]
        source = self._world.messages.get(opened.message_id or "")
        channel = self._world.channels[opened.channel_id]
        objects = resolved(self._world, channel, values_in(parts))
        data: Json = {"custom_id": opened.modal["custom_id"], "components": parts, "resolved": objects}
        return self._send(Kind.MODAL_SUBMIT, user, channel, data, message=source, parent_id=opened.id)

    def close_modal(self, user: User) -> None:
        """Close the open modal; the bot hears nothing of it."""
        self._world.modals.pop(user.id, None)
        self._world.touch()

    def dismiss(self, user: User, message: Message) -> None:
        """Take an ephemeral message off the screen; the bot hears nothing of it."""
        if message.viewer_id != user.id:
            raise NotPossible("Only a message that nobody else sees can be dismissed.")
        self._world.hidden.add(message.id)
        self._world.touch()

    def restart_app(self, user: User) -> None:
        """Close and open Discord itself: ephemeral messages are gone."""
        gone = [m.id for m in self._world.messages.values() if m.viewer_id == user.id]
        self._world.hidden.update(gone)
        self.close_modal(user)

    def say(
        self, user: User, channel: Channel, text: str, reply_to: Message | None = None, *, ping: bool = True
    ) -> Message:
        """Write a message; "@Ease" becomes a real mention."""
        if not text.strip():
            raise NotPossible("There is nothing to send.")
        if len(text) > 2000:
            raise NotPossible("A message has at most 2000 characters.")
        self._world.clock.note_act()
        named = AT_BOT.sub(f"<@{self._world.bot.id}>", text)
        named = AT_PERSON.sub(lambda m: f"<@{self._world.user_by_key(m[1].lower()).id}>", named)
        return posting.say(self._world, user, channel, named, reply_to, ping)

    def _send(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        data: Json,
        *,
        name: str = "",
        message: Message | None = None,
        parent_id: str | None = None,
    ) -> Interaction:
        world = self._world
        interaction = Interaction(
            world.snowflakes.next(), ids.new_token(), kind, user.id, channel.id, data, world.clock.now_ms(),
            monotonic(), name=name, message_id=message.id if message else None, parent_id=parent_id,
        )  # fmt: skip
        world.keep(interaction)
        world.clock.note_act()
        if message is not None:
            message.reach_ms = interaction.expires_ms
        world.emit("INTERACTION_CREATE", interaction_json(world, interaction))
        world.touch()
        return interaction

    async def answered(self, interaction: Interaction) -> str | None:
        """Wait for the answer, and after a deferral for the first edit; a sentence says what went wrong."""
        left = interaction.started + self.limit - monotonic()
        await self._world.changed.until(lambda: interaction.answer is not None, left)
        if interaction.answer is None:
            interaction.late = True
            self._world.touch()
            return f"The application did not respond: no answer within {self.limit:g} seconds."
        if interaction.deferred:
            await self._world.changed.until(lambda: not interaction.deferred, self.limit)
        if interaction.deferred and interaction.answer == 5:
            return "The bot is still thinking."
        return None
