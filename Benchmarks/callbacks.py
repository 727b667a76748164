"""Callbacks per second and server CPU per callback, beside a bare route of the same server.

    python3 Benchmarks/callbacks.py .build/release/flowctl [SECONDS]

Starts `flowctl serve` on a database in a temporary folder and plays the service for it: it takes the
answers of CALLS calls and then posts ParticipantsUpdated events to them, each of which is committed
to disk before its 200. In turns with that it asks for /healthz, over as many connections. Two
processes send; everything is on this machine and ends after about four times SECONDS (5 if left out).
"""

import datetime
import http.server
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

CALLS = 128
SENDERS = 2
CONNECTIONS = 32
FLOW = """
flow: parked
identities:
  line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
routes:
  - to: line
blocks:
  main:
    - answer
    - wait: 20m
    - hangUp
"""


class Service(http.server.BaseHTTPRequestHandler):
    """Answers every request of the server, and remembers where calls want their events."""

    protocol_version = "HTTP/1.1"
    calls = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        answer = {}
        if "callbackUri" in body:
            path = "/" + body["callbackUri"].split("/", 3)[3]
            connection = f"connection-{path.rsplit('/', 1)[1]}"
            answer = {"callConnectionId": connection, "serverCallId": connection}
            self.calls[path] = (connection, body.get("operationContext"))
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def request(method, path, body=b""):
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def read_status(connection, buffer):
    """Reads one response, whose body is short, and returns its status."""
    while b"\r\n\r\n" not in buffer:
        buffer += receive(connection)
    head, _, rest = bytes(buffer).partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
    )
    while len(rest) < length:
        rest += receive(connection)
    buffer[:] = rest[length:]
    return int(head.split()[1])


def receive(connection):
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the server closed a connection")
    return part


def event(name, connection, data):
    data = dict(data, callConnectionId=connection, serverCallId=connection)
    data["resultInformation"] = {"code": 200, "subCode": 0, "message": ""}
    return json.dumps([{
        "id": os.urandom(16).hex(), "source": f"calling/callConnections/{connection}",
        "type": f"Microsoft.Communication.{name}", "specversion": "1.0", "data": data,
    }]).encode()


def callbacks(calls, part):
    """Endless requests: the calls in turn, each time with a later list of participants."""
    number = 0
    while True:
        number += 1
        for path, (connection, _) in calls[part::SENDERS]:
            people = [{"identifier": {"rawId": f"4:+1206555{n:04}"}, "isMuted": number % 2 == 0} for n in range(2)]
            data = {"participants": people, "sequenceNumber": time.monotonic_ns() // 1000}
            yield request("POST", path, event("ParticipantsUpdated", connection, data))


def health(_, __):
    while True:
        yield request("GET", "/healthz")


def send(requests, calls, part, port, seconds, counts):
    """Sends on all connections, reads all answers, and again until the time is over."""
    source = requests(calls, part)
    connections = [(socket.create_connection(("127.0.0.1", port)), bytearray()) for _ in range(CONNECTIONS)]
    end, done, refused = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        for connection, _ in connections:
            connection.sendall(next(source))
        for connection, buffer in connections:
            if read_status(connection, buffer) == 200:
                done += 1
            else:
                refused += 1
    counts.put((done, refused))


def cpu_seconds(process):
    fields = open(f"/proc/{process}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(requests, calls, port, server, seconds):
    counts = multiprocessing.Queue()
    before, start = cpu_seconds(server), time.monotonic()
    senders = [
        multiprocessing.Process(target=send, args=(requests, calls, part, port, seconds, counts))
        for part in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    results = [counts.get(timeout=seconds + 30) for _ in senders]
    for sender in senders:
        sender.join()
    done, refused = (sum(column) for column in zip(*results))
    return done, refused, time.monotonic() - start, cpu_seconds(server) - before


def incoming(number):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    return json.dumps([{
        "id": f"grid-{number}", "topic": "t", "subject": "s", "dataVersion": "1.0", "metadataVersion": "1",
        "eventType": "Microsoft.Communication.IncomingCall", "eventTime": now,
        "data": {
            "to": {"kind": "unknown", "rawId": "28:orgid:cc123456-5678-5678-1234-ccc123456789"},
            "from": {"kind": "phoneNumber", "rawId": "4:+14255550123"},
            "incomingCallContext": f"context-{number}", "correlationId": f"correlation-{number}",
        },
    }]).encode()


def answer_calls(port):
    """Rings CALLS times and connects each call that is answered."""
    connection, buffer = socket.create_connection(("127.0.0.1", port)), bytearray()
    for number in range(CALLS):
        connection.sendall(request("POST", "/api/incomingCall", incoming(number)))
        if read_status(connection, buffer) != 200:
            sys.exit("the server does not take calls")
    for _ in range(300):
        if len(Service.calls) == CALLS:
            break
        time.sleep(0.1)
    calls = sorted(Service.calls.items())
    if len(calls) < CALLS:
        sys.exit(f"only {len(calls)} of {CALLS} calls were answered")
    for path, (name, context) in calls:
        connection.sendall(request("POST", path, event("CallConnected", name, {"operationContext": context})))
        read_status(connection, buffer)
    return calls


def start(program, folder, port, service, more=()):
    """Starts the server on the flows of a folder, which gets its database and its log too."""
    endpoint = f"endpoint=http://127.0.0.1:{service}/;accesskey=bm90IGEgc2VjcmV0"
    return subprocess.Popen(
        [program, "serve", folder, "--listen", f"127.0.0.1:{port}", "--public-url", f"http://127.0.0.1:{port}",
         "--database", f"{folder}/calls.sqlite", *more],
        env=dict(os.environ, ACS_CONNECTION_STRING=endpoint), stderr=open(f"{folder}/log", "w"),
    )


def wait_until_ready(port):
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(request("GET", "/readyz"))
                if read_status(connection, bytearray()) == 200:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("the server is not ready")


def report(name, results):
    done, refused, wall, cpu = (sum(column) for column in zip(*results))
    print(f"{name:10} {done / wall:8.0f}/s   {1e6 * cpu / max(done, 1):6.1f} µs of server CPU   {refused} refused")
    return cpu / max(done, 1)


def main():
    program = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/parked.yaml", "w") as flow:
            flow.write(FLOW)
        port = free_port()
        server = start(program, folder, port, service.server_port)
        try:
            wait_until_ready(port)
            calls = answer_calls(port)
            bare, committed = [], []
            for _ in range(2):
                bare.append(measure(health, calls, port, server.pid, seconds))
                committed.append(measure(callbacks, calls, port, server.pid, seconds))
            ratio = 1 / report("/healthz", bare)
            print(f"a callback costs {report('callbacks', committed) * ratio:.1f} times the bare route")
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


if __name__ == "__main__":
    main()
