"""What Schemathesis cannot know of the service: who may ask, and calls that are there."""

import base64
import hashlib
import hmac
import os
import random
import uuid
from email.utils import formatdate
from urllib.parse import urlsplit

import requests
import schemathesis

ENDPOINT = os.environ["SERVICE"]
KEY = base64.b64decode(os.environ["SERVICE_KEY"])
VERSION = "2026-03-12"
# How many of the requests about a call are about one that is there.
KNOWN = 0.9

choice = random.Random(1)
# The call that is there, or nothing.
there = []


def signed(request):
    """Signs a request as it is about to be sent, as Microsoft's SDKs do."""
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    url = urlsplit(request.url)
    target = url.path + (f"?{url.query}" if url.query else "")
    date = formatdate(usegmt=True)
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f"{request.method}\n{target}\n{date};{url.netloc};{digest}"
    signature = base64.b64encode(hmac.digest(KEY, text.encode(), "sha256")).decode()
    request.headers["x-ms-date"] = date
    request.headers["x-ms-content-sha256"] = digest
    request.headers["Authorization"] = (
        f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
    )
    return request


def placed():
    """The connection of a new call, to somebody who answers."""
    number = {"rawId": "4:+14255550199", "kind": "phoneNumber",
              "phoneNumber": {"value": "+14255550199"}}
    answer = requests.post(
        f"{ENDPOINT}/calling/callConnections?api-version={VERSION}",
        json={
            "targets": [number],
            "sourceCallerIdNumber": {"value": "+18005550100"},
            "callbackUri": "https://app.contoso.com/callbacks",
            "callIntelligenceOptions": {"cognitiveServicesEndpoint": "https://ai.contoso.com/"},
        },
        headers={"Repeatability-Request-ID": str(uuid.uuid4()),
                 "Repeatability-First-Sent": formatdate(usegmt=True)},
        auth=signed,
        timeout=10,
    )
    answer.raise_for_status()
    return answer.json()["callConnectionId"]


@schemathesis.hook
def before_call(_context, case, kwargs):
    """Signs a request, and has it about a call that is there."""
    kwargs["auth"] = signed
    # Another one is answered without a code, which the description does not have.
    case.query["api-version"] = VERSION
    if "callConnectionId" in (case.path_parameters or {}) and choice.random() < KNOWN:
        if not there:
            there.append(placed())
        case.path_parameters["callConnectionId"] = there[0]


@schemathesis.hook
def after_call(_context, case, response):
    """Forgets a call that may be over."""
    if case.method == "DELETE" or ":terminate" in case.path or response.status_code == 404:
        there.clear()
