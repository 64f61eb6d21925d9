"""The linter: what a pack that loads may still get wrong, one module for each subject."""
