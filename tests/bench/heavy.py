"""Packages that only learning needs: `pip install -r requirements-learn.txt`."""

from importlib import import_module
from typing import Any


def heavy(module: str) -> Any:
    """The module; SystemExit with what to do where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SystemExit(
            f"{module.partition('.')[0]} is missing: run `pip install -r requirements-learn.txt` first."
        ) from error
