"""The member's path as a pure state machine: one module for each stretch of it, one table of nodes in `path.py`."""
