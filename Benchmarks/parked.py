"""A start with many parked calls: time until ready, memory, reads a second, and callbacks meanwhile.

    python3 Benchmarks/parked.py .build/release/flowctl [PARKED [LIVE [SECONDS]]]

Lets PARKED calls (250,000 if left out) ring, connect and wait, and stops the server; that takes some
minutes. Has `flowctl journal check` read all that is stored. Then it starts the server again, asks for
/readyz until it is ready, looks at the process's memory, counts for SECONDS (10) how many parked calls
are read, and posts events to LIVE (2,000) of them meanwhile, each committed before its 200. The start
reads the file from the disk's cache. At the end it asks that all calls still wait.
"""

import http.server
import json
import multiprocessing
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import callbacks as bench

FLOW = bench.FLOW.replace("20m", "3h")
# How many calls ring before the ones that rang are connected.
ROUND = 1000


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


def park(program, folder, service, count):
    """Leaves so many calls that wait in a journal; their paths and connections."""
    port = bench.free_port()
    server = bench.start(program, folder, port, service)
    calls = []
    try:
        bench.wait_until_ready(port)
        while len(calls) < count:
            calls += bench.answer_calls(port, len(calls), min(ROUND, count - len(calls)))
            # Who is asked for a call again is only counted from here on.
            bench.Service.calls.clear()
    finally:
        bench.stop(server)
    return calls


def check(program, path, count):
    """Has all that is stored checked."""
    done = subprocess.run([program, "journal", "check", path], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the journal is not sound: {done.stdout}{done.stderr}")
    database = sqlite3.connect(path)
    waiting = database.execute("SELECT count(*) FROM call WHERE is_open = 1").fetchone()[0]
    database.close()
    if waiting != count:
        sys.exit(f"{waiting} of {count} calls wait")


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
        path, since = f"{folder}/calls.sqlite", time.monotonic()
        calls = park(program, folder, service.server_port, parked)
        print(f"{parked} calls, parked in {time.monotonic() - since:.0f} s, in a file of {os.path.getsize(path) / 2**20:.0f} MiB")
        check(program, path, parked)
        port, since = bench.free_port(), time.monotonic()
        server = bench.start(program, folder, port, service.server_port)
        try:
            print(f"ready after      {wait_until_ready(port, since):8.2f} s")
            print(f"memory then      {memory(server.pid)['VmRSS']:8.0f} MiB, of it its own {memory(server.pid)['RssAnon']:.0f}")
            reads, start = Service.reads, time.monotonic()
            time.sleep(seconds)
            print(f"parked reads     {(Service.reads - reads) / (time.monotonic() - start):8.0f}/s")
            done = bench.measure(bench.callbacks, calls[:live], port, server.pid, seconds)
            bench.report("callbacks", [done])
            print(f"memory after     {memory(server.pid)['VmRSS']:8.0f} MiB, at most {memory(server.pid)['VmHWM']:.0f}")
        finally:
            bench.stop(server)
        check(program, path, parked)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
