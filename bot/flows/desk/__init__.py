"""The content desk: moderators change what the bot says to their server, see it before members do, and take it back."""
