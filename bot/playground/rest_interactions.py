"""Routes of interactions: the callback, and the webhook that lives for 15 minutes afterwards."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from . import posting, wire
from .checks import Checker
from .errors import Refused, answered_twice, check, token_expired, unknown
from .files import finished
from .model import EPHEMERAL, Answer, Interaction, Json, Kind, Message
from .rest import Call, Reply, Routes
from .validate_modal import modal_flaws
from .world import World

ALLOWED = {
    Kind.COMMAND: {4, 5, 9},
    Kind.COMPONENT: {4, 5, 6, 7, 9},
    Kind.AUTOCOMPLETE: {8},
    Kind.MODAL_SUBMIT: {4, 5, 6, 7},
}
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = HOOK + "/messages/@original"
ONE = HOOK + "/messages/{message_id}"


class InteractionRoutes:
    """How the bot answers; `limit` is the time for the first answer in seconds of real time."""

    def __init__(self, world: World, limit: float) -> None:
        self._world, self._limit = world, limit
        self._answers: dict[Answer, Callable[[Call, Interaction, Json], Message | None]] = {
            Answer.MESSAGE: self._new_message,
            Answer.DEFERRED_MESSAGE: self._promise,
            Answer.DEFERRED_UPDATE: self._keep_source,
            Answer.UPDATE: self._update_source,
            Answer.CHOICES: self._offer,
            Answer.MODAL: self._open_modal,
        }

    def register(self, routes: Routes) -> None:
        """Add these routes."""
        callback = "/interactions/{interaction_id}/{interaction_token}/callback"
        routes.add("POST", callback, self._callback)
        routes.add("POST", HOOK, self._follow_up)
        for template in (ORIGINAL, ONE):
            routes.add("GET", template, self._get)
            routes.add("PATCH", template, self._patch)
            routes.add("DELETE", template, self._delete)

    async def _callback(self, call: Call) -> Reply:
        interaction = self._waiting(call)
        kind = call.json().get("type")
        if kind not in ALLOWED[interaction.kind]:
            raise _wrong_answer(interaction, kind)
        answer = Answer(kind)
        message = self._answers[answer](call, interaction, call.json().get("data") or {})
        interaction.answer = answer
        if message is not None:
            interaction.original_id = message.id
            interaction.shown_id = message.id
        self._world.touch()
        if call.query.get("with_response", "").lower() not in ("1", "true"):
            return Reply(204)
        return Reply(200, self._response(interaction, answer, message))

    def _waiting(self, call: Call) -> Interaction:
        interaction = self._world.interactions.get(call.params["interaction_id"])
        if interaction is None or interaction.token != call.params["interaction_token"]:
            raise unknown("interaction", 10062)
        if interaction.answer is not None:
            raise answered_twice()
        if interaction.late or monotonic() - interaction.started > self._limit:
            interaction.late = True
            raise unknown("interaction", 10062)
        return interaction

    def _response(self, interaction: Interaction, answer: Answer, message: Message | None) -> Json:
        about: Json = {"id": interaction.id, "type": int(interaction.kind)}
        if message is None:
            return {"interaction": about}
        about |= {
            "response_message_id": message.id, "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }  # fmt: skip
        if answer not in (Answer.MESSAGE, Answer.UPDATE):
            return {"interaction": about}
        resource = {"type": int(answer), "message": wire.message_json(self._world, message)}
        return {"interaction": about, "resource": resource}

    def _new_message(self, call: Call, interaction: Interaction, data: Json) -> Message:
        return self._create(call, interaction, data)

    def _promise(self, call: Call, interaction: Interaction, data: Json) -> Message:
        channel = self._world.channels[interaction.channel_id]
        ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        message = posting.thinking(self._world, channel, interaction, ephemeral=ephemeral)
        interaction.made.append(message.id)
        return message

    def _keep_source(self, call: Call, interaction: Interaction, data: Json) -> Message:
        return self._source(interaction)

    def _update_source(self, call: Call, interaction: Interaction, data: Json) -> Message:
        message = self._source(interaction)
        posting.edit(self._world, message, data, call.files)
        return message

    def _source(self, interaction: Interaction) -> Message:
        message = self._world.messages.get(interaction.message_id or "")
        if message is None:
            raise _wrong_answer(interaction, Answer.UPDATE)
        if message.deleted:
            raise unknown("Message", 10008)
        return message

    def _offer(self, call: Call, interaction: Interaction, data: Json) -> None:
        flaws = Checker()
        choices = flaws.items(("data", "choices"), data.get("choices"), 0, 25)
        for index, choice in enumerate(choices):
            flaws.text(("data", "choices", index, "name"), choice.get("name"), 1, 100)
            if isinstance(choice.get("value"), str):
                flaws.text(("data", "choices", index, "value"), choice["value"], 1, 100)
        check(flaws.flaws)
        interaction.choices = choices

    def _open_modal(self, call: Call, interaction: Interaction, data: Json) -> None:
        check(modal_flaws(data))
        components = finished(self._world, interaction.channel_id, data["components"], ())
        interaction.modal = data | {"components": components}
        self._world.modals[interaction.user_id] = interaction

    def _create(self, call: Call, interaction: Interaction, data: Json) -> Message:
        channel = self._world.channels[interaction.channel_id]
        ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        message = posting.create(self._world, channel, data, call.files, interaction, ephemeral=ephemeral)
        interaction.made.append(message.id)
        return message

    def _alive(self, call: Call) -> Interaction:
        interaction = self._world.by_token(call.params["webhook_token"])
        if interaction is None or call.params["webhook_id"] != wire.ids.APPLICATION:
            raise unknown("Webhook", 10015)
        if self._world.clock.now_ms() >= interaction.expires_ms:
            raise token_expired()
        if interaction.answer is None:
            raise unknown("Webhook", 10015)
        return interaction

    async def _follow_up(self, call: Call) -> Reply:
        interaction = self._alive(call)
        original = self._world.messages.get(interaction.original_id or "")
        if original is not None and original.loading:
            posting.edit(self._world, original, call.json(), call.files)
            message = original
        else:
            message = self._create(call, interaction, call.json())
        self._shown(interaction, message)
        return Reply(200, wire.message_json(self._world, message))

    def _shown(self, interaction: Interaction, message: Message) -> None:
        interaction.edits += 1
        interaction.shown_id = message.id
        self._world.touch()

    def _reachable(self, call: Call) -> tuple[Interaction, Message]:
        interaction = self._alive(call)
        wanted = call.params.get("message_id") or interaction.original_id or ""
        known = {interaction.original_id, interaction.message_id, *interaction.made}
        message = self._world.messages.get(wanted)
        hidden = message is not None and (message.deleted or message.id in self._world.hidden)
        if message is None or wanted not in known or hidden or message.author_id != self._world.bot.id:
            raise unknown("Message", 10008)
        return interaction, message

    async def _get(self, call: Call) -> Reply:
        _, message = self._reachable(call)
        return Reply(200, wire.message_json(self._world, message))

    async def _patch(self, call: Call) -> Reply:
        interaction, message = self._reachable(call)
        posting.edit(self._world, message, call.json(), call.files)
        self._shown(interaction, message)
        return Reply(200, wire.message_json(self._world, message))

    async def _delete(self, call: Call) -> Reply:
        interaction, message = self._reachable(call)
        posting.delete(self._world, message)
        interaction.edits += 1
        return Reply(204)


def _wrong_answer(interaction: Interaction, kind: object) -> Refused:
    source = "without a message" if interaction.message_id is None else "on a message"
    name = interaction.kind.name.lower().replace("_", " ")
    return Refused(400, 50035, f"Invalid Form Body: type: {kind} cannot answer a {name} {source}")
