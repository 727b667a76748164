"""Callbacks per second, server CPU and bytes written per callback, beside peers in the same run.

    python3 Benchmarks/callbacks.py .build/release/flowctl [SECONDS [RATE [PEER]]]

Starts `flowctl serve` on a database in a temporary folder and plays the service for it: it takes the
answers of CALLS calls and then posts ParticipantsUpdated events to them, each of which is committed
to disk before its 200. In turns with that it measures, over as many connections,

- /healthz, a bare route of the same server;
- an application of FastAPI with the service's SDK that keeps its calls in memory, and no disk
  (`fastapi-peer.py`), if PEER names a Python that has fastapi, uvicorn, uvloop, httptools and
  azure-communication-callautomation;
- a bare loop over SQLite that writes as many rows and bytes in as many transactions as the server did;
- callbacks that come RATE (5,000) times a second whether the ones before are answered or not, and how
  long each takes from when it was to be sent.

Two processes send; everything is on this machine and ends after about ten times SECONDS (5 if left out).
"""

import datetime
import http.server
import json
import multiprocessing
import os
import signal
import selectors
import socket
import sqlite3
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


def send_at(rate, calls, part, port, seconds, counts):
    """Sends so many requests a second, each when its time has come, and notes how long each then takes."""
    source, waiting = callbacks(calls, part), selectors.DefaultSelector()
    free, delays, late = [], [], 0
    for _ in range(8 * CONNECTIONS):
        free.append(socket.create_connection(("127.0.0.1", port)))
    start, sent, total = time.monotonic(), 0, int(rate * seconds)
    while len(delays) < total and time.monotonic() < start + 3 * seconds:
        while sent < total and start + sent / rate <= time.monotonic():
            if not free:
                late += 1
                break
            connection = free.pop()
            connection.sendall(next(source))
            waiting.register(connection, selectors.EVENT_READ, start + sent / rate)
            sent += 1
        wait = max(0, start + sent / rate - time.monotonic()) if free else None
        for key, _ in waiting.select(wait if sent < total else 1):
            if read_status(key.fileobj, bytearray()) != 200:
                sys.exit("a callback is refused")
            delays.append(time.monotonic() - key.data)
            waiting.unregister(key.fileobj)
            free.append(key.fileobj)
    counts.put((delays, total - sent))


def measure_at(rate, calls, port, seconds):
    """The delays of callbacks that come at a rate, in order, and how many could not be sent in time."""
    counts = multiprocessing.Queue()
    senders = [
        multiprocessing.Process(target=send_at, args=(rate / SENDERS, calls, part, port, seconds, counts))
        for part in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    results = [counts.get(timeout=3 * seconds + 30) for _ in senders]
    for sender in senders:
        sender.join()
    return sorted(delay for delays, _ in results for delay in delays), sum(unsent for _, unsent in results)


def written(process):
    """The bytes that a process has had written to disks."""
    lines = dict(line.split(": ") for line in open(f"/proc/{process}/io").read().splitlines())
    return int(lines["write_bytes"])


def read_metrics(port):
    """The metrics without labels of a server, by name."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request("GET", "/metrics").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        text = b""
        while part := connection.recv(65536):
            text += part
    lines = (line.split() for line in text.decode().splitlines() if not line.startswith("#"))
    return {words[0]: float(words[1]) for words in lines if len(words) == 2 and words[0].startswith("flowctl_")}


def bare_sqlite(folder, rows, transactions, size):
    """Seconds of CPU and of wall time in which SQLite alone writes rows in transactions, each on the disk.

    A row is what an advance writes: one of `call` in its place, and one of `entry` at the end.
    """
    database = sqlite3.connect(f"{folder}/bare.sqlite", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE call (number INTEGER PRIMARY KEY, revision INTEGER, state BLOB);"
        "CREATE TABLE entry (number INTEGER PRIMARY KEY, call INTEGER, input BLOB)"
    )
    database.executemany("INSERT INTO call VALUES (?, 0, zeroblob(2048))", ((n,) for n in range(CALLS)))
    each, state, entry = max(1, round(rows / transactions)), os.urandom(size * 3 // 4), os.urandom(size // 4)
    cpu, wall, done = time.process_time(), time.monotonic(), 0
    for _ in range(transactions):
        database.execute("BEGIN IMMEDIATE")
        for _ in range(each):
            number = done % CALLS
            database.execute("UPDATE call SET revision = revision + 1, state = ? WHERE number = ?", (state, number))
            database.execute("INSERT INTO entry (call, input) VALUES (?, ?)", (number, entry))
            done += 1
        database.execute("COMMIT")
    return done, time.process_time() - cpu, time.monotonic() - wall


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


def post_all(port, requests):
    """Posts all of them, as many at a time as there are connections; each is to be answered with 200."""
    connections = [(socket.create_connection(("127.0.0.1", port)), bytearray()) for _ in range(CONNECTIONS)]
    source, is_done = iter(requests), False
    while not is_done:
        batch = [(pair, one) for pair, one in zip(connections, source)]
        is_done = len(batch) < len(connections)
        for (connection, _), one in batch:
            connection.sendall(one)
        for (connection, buffer), _ in batch:
            if read_status(connection, buffer) != 200:
                sys.exit("the server does not take calls")
    for connection, _ in connections:
        connection.close()


def answer_calls(port, first=0, count=None):
    """Rings so many times (CALLS, if not said), from a number on, and connects each call that is answered."""
    count = CALLS if count is None else count
    known = set(Service.calls)
    post_all(port, (request("POST", "/api/incomingCall", incoming(first + n)) for n in range(count)))
    for _ in range(600):
        if len(Service.calls) == len(known) + count:
            break
        time.sleep(0.05)
    calls = sorted((path, call) for path, call in list(Service.calls.items()) if path not in known)
    if len(calls) < count:
        sys.exit(f"only {len(calls)} of {count} calls were answered")
    post_all(port, (
        request("POST", path, event("CallConnected", name, {"operationContext": context}))
        for path, (name, context) in calls
    ))
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


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_peer(python, folder):
    """Starts the application of FastAPI; its process and its port."""
    port = free_port()
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fastapi-peer.py")
    process = subprocess.Popen([python, peer, str(port)], stderr=open(f"{folder}/peer-log", "w"))
    wait_until_ready(port)
    return process, port


def report_rate(rate, delays, unsent):
    told = {name: f"{1000 * delays[int(len(delays) * part)]:.1f} ms" for name, part in (("p50", 0.5), ("p99", 0.99))}
    print(f"{rate:.0f}/s: p50 {told['p50']}, p99 {told['p99']}, most {1000 * delays[-1]:.1f} ms; {unsent} not sent in time")


def main():
    program = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5
    rate = float(sys.argv[3]) if len(sys.argv) > 3 else 5000
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/parked.yaml", "w") as flow:
            flow.write(FLOW)
        port, admin = free_port(), free_port()
        server = start(program, folder, port, service.server_port, ["--admin-listen", f"127.0.0.1:{admin}"])
        peer = None
        try:
            wait_until_ready(port)
            calls = answer_calls(port)
            if len(sys.argv) > 4:
                peer, peer_port = start_peer(sys.argv[4], folder)
            bare, beside, committed, bytes_written, writing = [], [], [], 0, []
            for _ in range(2):
                bare.append(measure(health, calls, port, server.pid, seconds))
                if peer:
                    beside.append(measure(callbacks, calls, peer_port, peer.pid, seconds))
                before, disk = read_metrics(admin), written(server.pid)
                committed.append(measure(callbacks, calls, port, server.pid, seconds))
                after, bytes_written = read_metrics(admin), bytes_written + written(server.pid) - disk
                counted = [after[name] - before[name] for name in (
                    "flowctl_commit_advances_sum", "flowctl_commits_total", "flowctl_commit_bytes_total")]
                writing.append(counted)
            done = sum(part[0] for part in committed)
            ratio = 1 / report("/healthz", bare)
            if peer:
                report("FastAPI", beside)
            print(f"a callback costs {report('callbacks', committed) * ratio:.1f} times the bare route")
            advances, commits, size = (sum(column) for column in zip(*writing))
            print(f"written    {bytes_written / done:8.0f} bytes a callback; {advances / commits:.1f} advances in a transaction")
            rows, cpu, wall = bare_sqlite(folder, advances, int(commits), int(size / advances))
            print(f"bare SQLite {rows / wall:7.0f}/s   {1e6 * cpu / rows:6.1f} µs a row of {size / advances:.0f} bytes")
            report_rate(rate, *measure_at(rate, calls, port, seconds))
        finally:
            stop(server)
            if peer:
                stop(peer)


if __name__ == "__main__":
    main()
