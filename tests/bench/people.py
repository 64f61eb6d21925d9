"""Members as the stand knows them: who they are, and the card that they have before them."""

import asyncio
from collections.abc import Iterable
from itertools import count
from typing import Any

from tests.bench.stand import APPLICATION, CHANNEL, EVERYONE, GUILD, Stand, direct_channel, message_json

Json = dict[str, Any]
EPHEMERAL, V2 = 1 << 6, 1 << 15
COMMAND, COMPONENT = 2, 3
FIRST = 1_200_000_000_000_000_000
PADDING = "x" * 180
"""Tokens are about as long as Discord's."""
_tokens = count(FIRST)


class Member:
    """One person; `direct` where they sit in their direct messages."""

    def __init__(self, number: int, *, direct: bool = False) -> None:
        self.id = str(FIRST + number)
        self.direct = direct
        self.message_id = str(FIRST + 500_000_000 + number)
        self.components: list[Json] = []
        self._late: asyncio.Task[None] | None = None

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Label and custom_id of each button that can be pressed."""
        found = walk(self.components)
        return [(one.get("label", ""), one["custom_id"]) for one in found if one["type"] == 2 and not one["disabled"]]

    async def slash(self, stand: Stand, name: str, options: Iterable[Json] = ()) -> Json:
        """Use a command."""
        data: Json = {"id": "1", "name": name, "type": 1, "options": list(options)}
        return await self._asked(stand, self._event(COMMAND, data))

    async def press(self, stand: Stand, custom_id: str) -> Json:
        """Press a button of the card."""
        data: Json = {"component_type": 2, "custom_id": custom_id}
        return await self._asked(stand, self._event(COMPONENT, data, with_message=True))

    async def _asked(self, stand: Stand, event: Json) -> Json:
        answer = await stand.ask(event)
        if answer["type"] in (5, 6):
            self._late = asyncio.create_task(self._catch_up(stand, event["token"]))
        data: Json = answer.get("data") or {}
        self.components = data.get("components", self.components)
        return answer

    async def _catch_up(self, stand: Stand, token: str) -> None:
        """An answer that was put off in time is an answer; the card comes when it comes."""
        self.components = (await stand.card(token)).get("components", self.components)

    def _event(self, kind: int, data: Json, *, with_message: bool = False) -> Json:
        number = str(next(_tokens))
        user = {"id": self.id, "username": "m", "discriminator": "0", "avatar": None, "global_name": "M"}
        event: Json = {
            "id": number, "application_id": APPLICATION, "type": kind, "version": 1, "token": number + PADDING,
            "data": data, "locale": "en-US", "entitlements": [], "app_permissions": EVERYONE,
            "attachment_size_limit": 10_485_760,
        }  # fmt: skip
        if self.direct:
            channel = direct_channel(self.id)
            event |= {"channel_id": channel["id"], "channel": channel, "user": user, "context": 1,
                      "authorizing_integration_owners": {"0": "0"}}  # fmt: skip
        else:
            member = {"user": user, "nick": None, "avatar": None, "roles": [], "flags": 0, "pending": False,
                      "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False,
                      "premium_since": None, "permissions": EVERYONE}  # fmt: skip
            channel = {"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "general", "permissions": EVERYONE}
            event |= {"channel_id": CHANNEL, "channel": channel, "guild_id": GUILD, "member": member, "context": 0,
                      "guild_locale": "en-US", "guild": {"id": GUILD, "locale": "en-US", "features": []},
                      "authorizing_integration_owners": {"0": GUILD}}  # fmt: skip
        if with_message:
            flags = V2 if self.direct else V2 | EPHEMERAL
            event["message"] = message_json(self.message_id, event["channel_id"], self.components, flags)
        return event


def walk(components: Iterable[Json]) -> list[Json]:
    """All components, also those inside of others."""
    found: list[Json] = []
    for one in components:
        found += [one, *walk(one.get("components") or ())]
    return found


def like(member: Member) -> Json:
    """The card before them, for the bare button."""
    box = member.components[0]["components"]
    return {
        "texts": [one["content"] for one in box if one["type"] == 10],
        "rows": [[button["label"] for button in one["components"]] for one in box if one["type"] == 1],
    }


FORWARD = ("18", "That's all", "Ball slips", "No", "2", "None", "Soft gap", "Start again", "Change an answer")


def onwards(member: Member) -> str:
    """The button that leads on through the questions, and from the result to the first of them again."""
    for start in FORWARD:
        for label, custom_id in member.buttons:
            if label == start or (len(start) > 2 and label.startswith(start)) or (start == "18" == label[:2]):
                return custom_id
    raise AssertionError(f"nothing leads on: {member.components}")
