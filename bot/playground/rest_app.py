"""Routes about the bot itself, its commands, people and the guild."""

from __future__ import annotations

from . import ids, wire
from .errors import check, unknown
from .model import Json
from .rest import Call, Reply, Routes
from .validate_commands import command_flaws
from .world import World


class AppRoutes:
    """Everything that is neither a message nor an interaction."""

    def __init__(self, world: World) -> None:
        self._world = world

    def register(self, routes: Routes) -> None:
        """Add these routes."""
        routes.add("GET", "/users/@me", self._me)
        routes.add("GET", "/users/@me/guilds", self._my_guilds)
        routes.add("GET", "/users/{user_id}", self._user)
        routes.add("POST", "/users/@me/channels", self._open_dm)
        routes.add("GET", "/applications/@me", self._application)
        routes.add("GET", "/oauth2/applications/@me", self._application)
        routes.add("GET", "/gateway", self._gateway)
        routes.add("GET", "/gateway/bot", self._gateway)
        routes.add("GET", "/applications/{application_id}/commands", self._commands)
        routes.add("PUT", "/applications/{application_id}/commands", self._sync)
        routes.add("GET", "/applications/{application_id}/guilds/{guild_id}/commands", self._guild_commands)
        routes.add("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", self._sync_guild)
        routes.add("GET", "/guilds/{guild_id}", self._guild)
        routes.add("GET", "/guilds/{guild_id}/channels", self._guild_channels)
        routes.add("GET", "/guilds/{guild_id}/roles", self._guild_roles)
        routes.add("GET", "/guilds/{guild_id}/members/{user_id}", self._member)
        routes.add("GET", "/channels/{channel_id}", self._channel)
        routes.add("POST", "/channels/{channel_id}/typing", self._typing)

    async def _me(self, call: Call) -> Reply:
        return Reply(200, wire.bot_json(self._world))

    async def _my_guilds(self, call: Call) -> Reply:
        guild = wire.guild_json(self._world)
        about: Json = {key: guild[key] for key in ("id", "name", "icon", "features")}
        return Reply(200, [about | {"owner": False, "permissions": str(wire.EVERYONE), "banner": None}])

    async def _user(self, call: Call) -> Reply:
        user = self._world.users.get(call.params["user_id"])
        if user is None:
            raise unknown("User", 10013)
        return Reply(200, wire.any_user(self._world, user))

    async def _open_dm(self, call: Call) -> Reply:
        user = self._world.users.get(str(call.json().get("recipient_id")))
        if user is None or user.bot:
            raise unknown("User", 10013)
        return Reply(200, wire.channel_json(self._world, self._world.dm_of(user.id)))

    async def _application(self, call: Call) -> Reply:
        owner = wire.user_json(self._world.users[ids.OWNER])
        return Reply(200, {
            "id": ids.APPLICATION, "name": self._world.bot.name, "description": "", "icon": None, "owner": owner,
            "bot": wire.bot_json(self._world), "bot_public": False, "bot_require_code_grant": False, "team": None,
            "verify_key": "0" * 64, "flags": 0, "summary": "", "hook": True, "redirect_uris": [], "tags": [],
            "approximate_guild_count": 1, "interactions_endpoint_url": None,
            "integration_types_config": {"0": {}},
        })  # fmt: skip

    async def _gateway(self, call: Call) -> Reply:
        url = self._world.base_url.replace("http", "ws", 1) + "/gateway"
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return Reply(200, {"url": url, "shards": 1, "session_start_limit": limit})

    async def _commands(self, call: Call) -> Reply:
        self._own(call)
        return Reply(200, self._world.commands)

    async def _guild_commands(self, call: Call) -> Reply:
        self._own(call)
        return Reply(200, self._world.guild_commands)

    async def _sync(self, call: Call) -> Reply:
        self._own(call)
        self._world.commands = self._accept(call, self._world.commands, {})
        self._world.commands_synced = True
        return Reply(200, self._world.commands)

    async def _sync_guild(self, call: Call) -> Reply:
        self._own(call)
        self._known_guild(call)
        self._world.guild_commands = self._accept(call, self._world.guild_commands, {"guild_id": ids.GUILD})
        self._world.commands_synced = True
        return Reply(200, self._world.guild_commands)

    def _own(self, call: Call) -> None:
        if call.params["application_id"] != ids.APPLICATION:
            raise unknown("Application", 10002)

    def _known_guild(self, call: Call) -> None:
        if call.params["guild_id"] != ids.GUILD:
            raise unknown("Guild", 10004)

    def _accept(self, call: Call, before: list[Json], extra: Json) -> list[Json]:
        check(command_flaws(call.body))
        known = {(c["type"], c["name"]): c["id"] for c in before}
        return [self._stored(command, known, extra) for command in call.body]

    def _stored(self, command: Json, known: dict[tuple[int, str], str], extra: Json) -> Json:
        kind = command.get("type") or 1
        permissions = command.get("default_member_permissions")
        defaults: Json = {"description": "", "dm_permission": True, "nsfw": False, "contexts": None,
                          "integration_types": [0], "version": self._world.snowflakes.next()}  # fmt: skip
        return defaults | command | extra | {
            "id": known.get((kind, command["name"])) or self._world.snowflakes.next(), "type": kind,
            "application_id": ids.APPLICATION,
            "default_member_permissions": None if permissions is None else str(permissions),
        }  # fmt: skip

    async def _guild(self, call: Call) -> Reply:
        self._known_guild(call)
        counts = {"approximate_member_count": len(self._world.users), "approximate_presence_count": 1}
        return Reply(200, wire.guild_json(self._world) | counts)

    async def _guild_channels(self, call: Call) -> Reply:
        self._known_guild(call)
        channels = [c for c in self._world.channels.values() if not c.is_dm]
        return Reply(200, [wire.channel_json(self._world, c) for c in channels])

    async def _guild_roles(self, call: Call) -> Reply:
        self._known_guild(call)
        return Reply(200, wire.roles_json())

    async def _member(self, call: Call) -> Reply:
        self._known_guild(call)
        user = self._world.users.get(call.params["user_id"])
        if user is None:
            raise unknown("Member", 10007)
        return Reply(200, wire.member_json(self._world, user))

    async def _channel(self, call: Call) -> Reply:
        channel = self._world.channels.get(call.params["channel_id"])
        if channel is None:
            raise unknown("Channel", 10003)
        return Reply(200, wire.channel_json(self._world, channel))

    async def _typing(self, call: Call) -> Reply:
        await self._channel(call)
        return Reply(204)
