"""A start with many parked calls: time until ready, memory, reads a second, and callbacks meanwhile.

    python3 Benchmarks/parked.py .build/release/flowctl [PARKED [LIVE [SECONDS]]]

Lets one call ring and wait, stops the server, and writes that call PARKED times (250,000 if left out)
into the journal under ids of their own. Then it starts the server, asks for /readyz until it is ready,
looks at the process's memory, counts for SECONDS (10) how many parked calls are read, and posts
events to LIVE (2,000) of them meanwhile, each committed before its 200. The first start reads the file
from the disk's cache.
"""

import http.server
import json
import multiprocessing
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import callbacks as bench

FLOW = bench.FLOW.replace("20m", "3h")


class Service(bench.Service):
    """Says that every call goes on, and counts how often it was asked."""

    reads = 0

    def do_GET(self):
        if self.path.split("?")[0].endswith("/participants"):
            answer = {"value": [{"identifier": {"rawId": "4:+14255550123"}, "isMuted": False}]}
        else:
            Service.reads += 1
            answer = {"callConnectionState": "connected"}
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def stop(server):
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def park(program, folder, service):
    """Leaves one call that waits in a journal."""
    port = bench.free_port()
    server = bench.start(program, folder, port, service)
    try:
        bench.wait_until_ready(port)
        bench.CALLS = 1
        bench.Service.calls.clear()
        bench.answer_calls(port)
    finally:
        stop(server)


def multiply(path, count):
    """Writes the one call of a journal so many times; an id is hexadecimal, and so is what replaces it."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    columns = [row["name"] for row in database.execute("PRAGMA table_info(call)") if row["name"] != "number"]
    first = dict(database.execute("SELECT * FROM call").fetchone())
    known = first["id"]
    first["last_entry"] = None

    def copy(number):
        new = f"{number * 2654435761 % 2**32:08x}" + known[8:]
        values = []
        for column in columns:
            value = first[column]
            if isinstance(value, str):
                value = value.replace(known, new)
            elif isinstance(value, bytes):
                value = value.replace(known.encode(), new.encode())
            values.append(value)
        return values

    marks = ", ".join("?" * len(columns))
    ids = []
    with database:
        for number in range(count):
            row = copy(number)
            ids.append(row[columns.index("id")])
            database.execute(f"INSERT INTO call ({', '.join(columns)}) VALUES ({marks})", row)
    database.close()
    return [id for id in ids if id != known]


def memory(process):
    lines = open(f"/proc/{process}/status").read().splitlines()
    return {key: int(value.split()[0]) / 1024 for key, value in
            (line.split(":") for line in lines if line.startswith(("VmRSS", "RssAnon", "VmHWM")))}


def wait_until_ready(port, since):
    while time.monotonic() - since < 120:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(bench.request("GET", "/readyz"))
                if bench.read_status(connection, bytearray()) == 200:
                    return time.monotonic() - since
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit("the server is not ready")


def main():
    program = os.path.abspath(sys.argv[1])
    parked = int(sys.argv[2]) if len(sys.argv) > 2 else 250_000
    live = int(sys.argv[3]) if len(sys.argv) > 3 else 2_000
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 10
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/parked.yaml", "w") as flow:
            flow.write(FLOW)
        park(program, folder, service.server_port)
        ids = multiply(f"{folder}/calls.sqlite", parked)
        size = os.path.getsize(f"{folder}/calls.sqlite") / 2**20
        print(f"{len(ids) + 1} parked calls in a file of {size:.0f} MiB")
        port, since = bench.free_port(), time.monotonic()
        server = bench.start(program, folder, port, service.server_port)
        try:
            print(f"ready after      {wait_until_ready(port, since):8.2f} s")
            print(f"memory then      {memory(server.pid)['VmRSS']:8.0f} MiB, of it its own {memory(server.pid)['RssAnon']:.0f}")
            reads, start = Service.reads, time.monotonic()
            time.sleep(seconds)
            print(f"parked reads     {(Service.reads - reads) / (time.monotonic() - start):8.0f}/s")
            calls = [(f"/api/callbacks/{id}", (f"connection-{id}", None)) for id in ids[:live]]
            done = bench.measure(bench.callbacks, calls, port, server.pid, seconds)
            bench.report("callbacks", [done])
            print(f"memory after     {memory(server.pid)['VmRSS']:8.0f} MiB, at most {memory(server.pid)['VmHWM']:.0f}")
        finally:
            stop(server)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
