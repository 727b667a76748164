#!/usr/bin/env python3
"""Measures the HTTP client against `flowctl emulate` on loopback, beside its peers.

    Benchmarks/client.py FLOWCTL CLIENT-BENCHMARK compare|soak

Each request asks for a call that is there, signed once: what is measured is sending. COUNT and
CONCURRENT say how many requests, and how many at a time.
"""

import base64
import hashlib
import hmac
import json
import re
import subprocess
import sys
import threading
import urllib.request
from email.utils import formatdate
from urllib.parse import urlsplit

KEY = base64.b64decode("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
VERSION = "api-version=2026-03-12"


def signature(method, url, body=b""):
    """The headers that prove who asks."""
    parts = urlsplit(url)
    date = formatdate(usegmt=True)
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f"{method}\n{parts.path}?{parts.query}\n{date};{parts.netloc};{digest}"
    code = base64.b64encode(hmac.digest(KEY, text.encode(), "sha256")).decode()
    signed = "x-ms-date;host;x-ms-content-sha256"
    return {"x-ms-date": date, "x-ms-content-sha256": digest,
            "Authorization": f"HMAC-SHA256 SignedHeaders={signed}&Signature={code}"}


def placed(endpoint):
    """The URL of a call that is there."""
    url = f"{endpoint}/calling/callConnections?{VERSION}"
    body = json.dumps({
        "targets": [{"rawId": "4:+14255550199", "kind": "phoneNumber",
                     "phoneNumber": {"value": "+14255550199"}}],
        "sourceCallerIdNumber": {"value": "+18005550100"},
        "callbackUri": "https://app.contoso.com/callbacks",
    }).encode()
    headers = {**signature("POST", url, body), "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as answer:
        call = json.load(answer)["callConnectionId"]
    return f"{endpoint}/calling/callConnections/{call}?{VERSION}"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    flowctl, benchmark, what = sys.argv[1:]
    emulator = subprocess.Popen(
        [flowctl, "emulate", "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        line = next(line for line in emulator.stdout if "Emulating" in line)
        # It says what happens, and would wait for a reader.
        threading.Thread(target=emulator.stdout.read, daemon=True).start()
        endpoint = re.search(r"http://\S+:\d+", line).group(0)
        url = placed(endpoint)
        headers = [f"{name}: {value}" for name, value in signature("GET", url).items()]
        sys.exit(subprocess.run([benchmark, what, url, *headers], timeout=1200).returncode)
    finally:
        emulator.terminate()
        emulator.wait()


if __name__ == "__main__":
    main()
