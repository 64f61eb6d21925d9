"""The shape of everything that the bot says and knows: one module for each kind of content file."""
