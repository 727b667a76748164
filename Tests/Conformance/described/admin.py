"""What Schemathesis cannot know of a server: its key, and what is there to ask about."""

import os
import random

import requests
import schemathesis

SERVER = os.environ["SERVER"]
KEY = {"Authorization": f"Bearer {os.environ['FLOWCTL_ADMIN_KEY']}"}
# How many of the requests are about something that is there.
KNOWN = 0.7

choice = random.Random(1)
# The call that is there, or nothing.
there = []
NAMES = {"flag": "open", "signal": "approved"}


def begun():
    """The id of a call that has begun."""
    answer = requests.post(
        f"{SERVER}/api/calls", json={"flow": "errand", "with": {"to": "4:+14255550199"}},
        headers=KEY, timeout=10,
    )
    answer.raise_for_status()
    return answer.json()["id"]


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """Has a request about what is there."""
    for name in case.path_parameters or {}:
        if choice.random() >= KNOWN:
            continue
        if name in NAMES:
            case.path_parameters[name] = NAMES[name]
        elif name == "call":
            if not there:
                there.append(begun())
            case.path_parameters[name] = there[0]
    if case.operation.label == "POST /api/calls" and choice.random() < KNOWN:
        if isinstance(case.body, dict):
            case.body["flow"] = "errand"


@schemathesis.hook
def after_call(_context, case, response):
    """Forgets a call that is over."""
    if case.method == "DELETE" or response.status_code in (404, 410, 429):
        there.clear()
