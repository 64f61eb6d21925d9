"""From YAML files to content models, with every problem at its file, line and column."""
