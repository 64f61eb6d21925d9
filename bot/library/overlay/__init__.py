"""A server's own changes over the shipped content: what they are, what they may be, and the files they make."""
