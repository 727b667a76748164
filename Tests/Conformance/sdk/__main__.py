"""Checks `flowctl emulate` with the SDK of the environment this runs in."""

import sys

import calls  # noqa: F401
import failing  # noqa: F401
import media  # noqa: F401
import parties  # noqa: F401
import recordings  # noqa: F401
import refusals  # noqa: F401
from harness import VERSION, run

if VERSION >= (1, 6):
    import sent  # noqa: F401

sys.exit(1 if run(sys.argv[1]) else 0)
