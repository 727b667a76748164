"""What the checks stand on: the emulator, an app that receives, and calls."""

import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import traceback
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import azure.communication.callautomation as sdk
import azure.communication.callautomation._generated.models as generated
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.transport import RequestsTransport

VERSION = tuple(int(part) for part in sdk.VERSION.split(".")[:2])
# What the SDK sends unless it is told another.
API_VERSION = {(1, 6): "2026-03-12", (1, 5): "2025-06-15", (1, 3): "2024-09-15"}[VERSION]
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ACCOUNT = "28:orgid:cc123456-5678-5678-1234-ccc123456789"
OURS = "+18005550100"
AI = "https://ai.contoso.com/"
SOCKET = "wss://app.contoso.com/media"

CHECKS = []
# Emulators besides the one of all checks.
OTHERS = []


def check(text, since=(1, 3)):
    """Makes a function a check, for the SDKs from that version on."""
    def keep(function):
        if since <= VERSION:
            CHECKS.append((text, function))
        return function
    return keep


def expect(value, wanted, what="it"):
    """Fails unless a value is as wanted."""
    if value != wanted:
        raise AssertionError(f"{what} is {value!r}, not {wanted!r}")


def expect_true(value, what):
    """Fails unless it is so."""
    if not value:
        raise AssertionError(what)


def refused(status, code, act):
    """Fails unless the service refuses it so, and the SDK says it."""
    try:
        act()
    except HttpResponseError as error:
        expect(error.status_code, status, "the status")
        expect(error.error.code if error.error else None, code, "the code")
        expect_true(error.error and error.error.message, "the refusal has no message")
        return error
    raise AssertionError(f"it was taken, not refused with {status}/{code}")


def unfetched(status, act):
    """Fails unless a file is not given so; the SDK does not read why."""
    try:
        act()
    except HttpResponseError as error:
        return expect(error.status_code, status, "the status")
    raise AssertionError(f"it was given, not refused with {status}")


def status_of(act, **arguments):
    """The status with which the service answered a call of the SDK, and what the SDK made of it."""
    seen = []
    result = act(**arguments, raw_response_hook=lambda answer: seen.append(answer.http_response))
    return seen[-1].status_code, result


class App:
    """Receives what is posted: callbacks, and what Event Grid has."""

    def __init__(self):
        self.received = []
        self.changed = threading.Condition()
        app = self

        class Handler(BaseHTTPRequestHandler):
            """Takes everything with 200."""

            def do_POST(self):  # pylint: disable=invalid-name
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                events = json.loads(body)
                with app.changed:
                    for event in events if isinstance(events, list) else [events]:
                        app.received.append((self.path, event))
                    app.changed.notify_all()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def wait(self, is_meant, what, seconds=20):
        """The first thing received that is meant, as a path and an event; waits for it."""
        def first():
            return next((item for item in self.received if is_meant(*item)), None)
        with self.changed:
            found = self.changed.wait_for(first, seconds)
        if found is None:
            raise AssertionError(f"{what} did not come within {seconds} s")
        return found

    def all(self, is_meant):
        """Everything received that is meant."""
        with self.changed:
            return [event for path, event in self.received if is_meant(path, event)]


class Emulator:
    """`flowctl emulate`, started for these checks and ended by them."""

    def __init__(self, flowctl, app, *options):
        self.folder = tempfile.TemporaryDirectory()
        callees = []
        for number, reaction in [("+12065550486", "busy"), ("+12065550603", "decline"),
                                 ("+12065550480", "noAnswer")]:
            callees.append(self.script(f"caller: {number}\nparties: {{ '*': [{reaction}] }}\n"))
        for index, there in enumerate(["room-1", "group-1", "server-1"]):
            callees.append(self.script(f"caller: +1206555070{index}\nin: {there}\n"))
        self.flowctl = flowctl
        command = [flowctl, "emulate", "--listen", "127.0.0.1:0", "--speed", "6",
                   "--event-grid-url", f"{app.base}/eventGrid", *options]
        for callee in callees:
            command += ["--callee", callee]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines = []
        self.endpoint = None
        for line in self.process.stdout:
            self.lines.append(line)
            found = re.search(r"Emulating the service at (http://\S+:\d+)", line)
            if found:
                self.endpoint = found.group(1)
                break
        if not self.endpoint:
            raise SystemExit("FAIL the emulator does not start: " + "".join(self.lines))
        threading.Thread(target=self._drain, daemon=True).start()

    def script(self, text):
        """A file with a caller script."""
        path = Path(self.folder.name) / f"{uuid.uuid4()}.call.yaml"
        path.write_text(text)
        return str(path)

    def _drain(self):
        for line in self.process.stdout:
            self.lines.append(line)
            del self.lines[:-400]

    def place(self, script):
        """Lets a caller call."""
        request = urllib.request.Request(
            f"{self.endpoint}/emulator/calls", json.dumps({"script": script}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)["call"]

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.folder.cleanup()


class Storage(RequestsTransport):
    """Leads what goes to the hosts of recorded files to the emulator, which has their paths."""

    def __init__(self, endpoint):
        super().__init__()
        self.endpoint = endpoint
        self.requests = []

    def send(self, request, **kwargs):
        self.requests.append(request)
        parts = urlsplit(request.url)
        if not request.url.startswith(self.endpoint):
            request.headers["Host"] = parts.netloc
            request.url = self.endpoint + request.url.split(parts.netloc, 1)[1]
        return super().send(request, **kwargs)


class Event:
    """A callback: its envelope, its data, and what the SDK's model makes of them."""

    def __init__(self, path, envelope):
        self.path = path
        self.envelope = envelope
        self.data = envelope["data"]
        self.name = envelope["type"].rsplit(".", 1)[-1]
        model = getattr(generated, self.name, None)
        self.model = model.deserialize(self.data) if model else None

    @property
    def result(self):
        """`code/subCode`."""
        information = self.data["resultInformation"]
        return f"{information['code']}/{information['subCode']}"


class Call:
    """A call of the app's, as the SDK sees it."""

    def __init__(self, world, answer, caller=None, incoming=None):
        self.world = world
        self.answer = answer
        self.id = answer.call_connection_id
        self.caller = caller
        self.incoming = incoming
        self.connection = world.client.get_call_connection(self.id)

    def event(self, name, context=None, where=lambda data: True, seconds=20):
        """The first callback of that type; waits for it."""
        def is_meant(_, event):
            data = event.get("data", {})
            return (
                event.get("type") == f"Microsoft.Communication.{name}"
                and data.get("callConnectionId") == self.id
                and (context is None or data.get("operationContext") == context)
                and where(data)
            )
        return Event(*self.world.app.wait(is_meant, name, seconds))

    def names(self):
        """The types of all callbacks so far, in the order in which they came."""
        events = self.world.app.all(
            lambda _, event: event.get("data", {}).get("callConnectionId") == self.id
        )
        return [event["type"].rsplit(".", 1)[-1] for event in events]

    def raw_ids(self):
        """Who is in the call, by what the service says when it is asked."""
        return [party.identifier.raw_id for party in self.connection.list_participants()]


class World:
    """The emulator, the app, and a client between them."""

    numbers = count(2_000_000)
    users = count(1)
    seeds = count(100)

    def __init__(self, emulator, app):
        self.emulator = emulator
        self.app = app
        self.callbacks = f"{app.base}/callbacks"
        self.storage = Storage(emulator.endpoint)
        self.client = self.make_client()

    def make_client(self, key=KEY, **arguments):
        """A client of the emulator."""
        arguments.setdefault("transport", self.storage)
        return sdk.CallAutomationClient(
            self.emulator.endpoint, AzureKeyCredential(key), **{"retry_total": 0, **arguments}
        )

    @contextmanager
    def failing(self, faults):
        """A world of its own, whose emulator goes wrong."""
        # A seed of its own: two emulators of one seed would draw the same ids.
        seed = str(next(self.seeds))
        emulator = Emulator(self.emulator.flowctl, self.app, "--faults", faults, "--seed", seed)
        OTHERS.append(emulator)
        try:
            yield World(emulator, self.app)
        finally:
            emulator.stop()

    def number(self):
        """A phone number that nobody else has."""
        return sdk.PhoneNumberIdentifier(f"+1425{next(self.numbers)}")

    def user(self):
        """A user of the resource that nobody else is."""
        return sdk.CommunicationUserIdentifier(f"8:acs:{uuid.uuid4()}_{uuid.uuid4()}")

    def ring(self, to=OURS, **script):
        """Lets somebody call; returns who, and what Event Grid tells of it."""
        caller = self.number()
        self.emulator.place(
            {"caller": caller.properties["value"], **({"to": to} if to else {}), **script}
        )
        _, event = self.app.wait(
            lambda path, event: path == "/eventGrid"
            and event["eventType"].endswith("IncomingCall")
            and event["data"]["from"]["rawId"] == caller.raw_id,
            "IncomingCall",
        )
        return caller, event["data"]

    def call(self, to=OURS, ai=True, connect=True, client=None, answer=None, **script):
        """A call that was taken, and unless told otherwise is connected."""
        caller, incoming = self.ring(to, **script)
        answered = (client or self.client).answer_call(
            incoming["incomingCallContext"], self.callbacks,
            **({"cognitive_services_endpoint": AI} if ai else {}), **(answer or {}),
        )
        call = Call(self, answered, caller, incoming)
        if connect:
            call.event("CallConnected")
        return call

    def teams_call(self, **arguments):
        """A call to a resource account of Teams Phone."""
        return self.call(to=None, **arguments)

    def dialled(self, target, **arguments):
        """A call that the app places."""
        arguments.setdefault("source_caller_id_number", sdk.PhoneNumberIdentifier(OURS))
        return Call(self, self.client.create_call(target, self.callbacks, **arguments))


def members(value, path=""):
    """The members of JSON that are no objects, with their paths; an empty list is one."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from members(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for index, member in enumerate(value):
            yield from members(member, f"{path}[{index}]")
    else:
        yield path, value


def strangers(app):
    """The members of callbacks that the SDK's models have no place for, by type."""
    # What every event has besides; the models have some of it.
    known = {"version", "publicEventType", "eventSource"}
    found = set()
    for event in app.all(lambda _, event: "specversion" in event):
        name = event["type"].rsplit(".", 1)[-1]
        model = getattr(generated, name, None)
        read = model.deserialize(event["data"]).serialize(keep_readonly=True) if model else {}
        paths = dict(members(event["data"])).keys() - dict(members(read)).keys() - known
        found |= {f"{name}: {path}" for path in paths}
    return found


def stop_all(emulator):
    """Ends all emulators, and this process."""
    for one in [emulator, *OTHERS]:
        one.stop()
    os._exit(3)


def run(flowctl):
    """Runs all checks, some at a time; returns how many failed."""
    app = App()
    emulator = Emulator(flowctl, app)
    signal.signal(signal.SIGTERM, lambda *_: stop_all(emulator))
    started = time.monotonic()

    def outcome(entry):
        text, function = entry
        name = f"{sdk.VERSION} {text}"
        try:
            function(World(emulator, app))
        except Exception as error:  # pylint: disable=broad-except
            where = traceback.extract_tb(error.__traceback__)
            here = Path(__file__).parent
            ours = [frame for frame in where if Path(frame.filename).parent == here]
            line = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
            said = " ".join(f"{type(error).__name__}: {error}".split())
            return f"FAIL {name} ({line}): {said[:400]}"
        return f"ok {name}"

    try:
        with ThreadPoolExecutor(8) as pool:
            lines = list(pool.map(outcome, CHECKS))
        if VERSION >= (1, 6):
            lines.append(outcome((
                "the SDK has a place for every member of every callback",
                lambda _: expect(strangers(app), set(), "what it has no place for"),
            )))
    finally:
        emulator.stop()
    print("\n".join(lines))
    print(f"-- {sdk.VERSION}: {len(lines)} checks in {time.monotonic() - started:.0f} s")
    return sum(line.startswith("FAIL ") for line in lines)
