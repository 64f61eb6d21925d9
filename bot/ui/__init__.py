"""The edge: Discord's events become calls of flows, and effects become messages. The only importer of discord."""
