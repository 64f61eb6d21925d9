"""The few sentences that the edge says by itself, also when no content is at hand."""

FAILED = "Something went wrong on my side. Please try again. If it keeps happening, tell the host this code: {code}"
AGAIN = "That took longer than usual. Please press the button again."
TOO_MANY = (
    "That was a lot at once. Wait a few seconds, then try again. In an emergency don't wait for me: call for help."
)
RESTARTING = "I'm restarting. Please try again in a minute."
UNKNOWN_BUTTON = "This button is from an older version. Type /back to start."
COMMAND_CHANGED = (
    "This command has just been updated. Restart Discord if you still see the old one, then type it again."
)
UNKNOWN_ROUTINE = "I don't know a routine of that name. Type /routine and pick one from the list."
UNKNOWN_PAGE = "I don't know a page of that name. Type /learn and pick one from the list."
NO_SUGGESTION = "I can't list them right now. Code for the host: {code}"
NOTHING_ELSE = "Done."
SENT_DIRECTLY = "I've sent you a direct message."
OPEN = "Open"
PANEL = "A private place to start. Only you will see it."
PANEL_BUTTON = "Start privately"
PANEL_DONE = "Done. The button works for everyone in this channel, for as long as the message is there."
PANEL_DENIED = "Only members who may manage this server can post the panel."
CANNOT_POST = "I can't post in this channel. A moderator can allow me “View Channel” and “Send Messages” here."
MAY_NOT_WRITE = "You can't write in this channel, so I don't post there for you."
POSTED = "Posted. Thank you for looking after them."
