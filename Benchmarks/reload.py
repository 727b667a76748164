"""How long a server takes to take in a changed flow among a thousand, and what callbacks notice.

    python3 Benchmarks/reload.py .build/release/flowctl [FLOWS] [ROUNDS]

Starts `flowctl serve` on a folder of FLOWS flows of 40 lines (1,000 if left out), changes one of them and
asks for a reload, ROUNDS times (20); then the same while two connections ask for /healthz without a
pause. Prints the times from asking to the answer, what the server itself measured, and the longest wait
of those who asked meanwhile.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ADMIN = "benchmark-admin-key"


def flow(number, word):
    menus = "\n".join(
        f"    part{part}:\n"
        f"      - play: {{ file: 'https://media.contoso.com/{word}-{part}.wav' }}\n"
        f"      - wait: {part + 1}s\n"
        f"      - goto: part{part + 1}"
        for part in range(7)
    )
    return f"""flow: flow{number}
locale: en-US
identities:
  line: {{ rawId: "28:orgid:cc123456-5678-5678-1234-{number:012d}" }}
routes: [{{ to: line }}]
blocks:
    main:
      - answer
      - goto: part0
{menus}
    part7:
      - hangUp
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(connection, method, path):
    connection.request(method, path, headers={"Authorization": f"Bearer {ADMIN}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def measured(connection):
    text = ask(connection, "GET", "/metrics")[1]
    values = dict(re.findall(r"^(flowctl_reload_seconds_(?:sum|count)) (\S+)$", text, re.M))
    return float(values["flowctl_reload_seconds_sum"]), float(values["flowctl_reload_seconds_count"])


def rounds(connection, folder, count, first):
    times = []
    for number in range(count):
        path = os.path.join(folder, f"flow{number % 7}.yaml")
        with open(path + ".new", "w") as file:
            file.write(flow(number % 7, f"word{first + number}"))
        os.rename(path + ".new", path)
        start = time.perf_counter()
        status, body = ask(connection, "POST", "/api/reload")
        times.append((time.perf_counter() - start) * 1000)
        assert status == 200, body
    return sorted(times)


def shown(times):
    return f"median {times[len(times) // 2]:.1f} ms, longest {times[-1]:.1f} ms"


def main():
    program = sys.argv[1]
    flows = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    with tempfile.TemporaryDirectory() as folder:
        for number in range(flows):
            with open(os.path.join(folder, f"flow{number}.yaml"), "w") as file:
                file.write(flow(number, "hello"))
        port = free_port()
        server = subprocess.Popen(
            [program, "serve", folder, "--listen", f"127.0.0.1:{port}", "--public-url",
             "https://calls.example", "--database", os.path.join(folder, "calls.sqlite")],
            env={**os.environ, "FLOWCTL_ADMIN_KEY": ADMIN,
                 "ACS_CONNECTION_STRING": f"endpoint=http://127.0.0.1:9/;accesskey={KEY}"},
            stderr=subprocess.DEVNULL)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            while True:
                try:
                    if ask(connection, "GET", "/readyz")[0] == 200:
                        break
                except OSError:
                    connection.close()
                time.sleep(0.05)
            before = measured(connection)
            alone = rounds(connection, folder, count, 1)
            after = measured(connection)
            print(f"{flows} flows, one changed, {count} times: asked to answered {shown(alone)}; "
                  f"the server's own mean {(after[0] - before[0]) / max(1, after[1] - before[1]) * 1000:.1f} ms")
            waits, stop = [], threading.Event()

            def look():
                own = http.client.HTTPConnection("127.0.0.1", port)
                while not stop.is_set():
                    start = time.perf_counter()
                    status, _ = ask(own, "GET", "/healthz")
                    waits.append((time.perf_counter() - start) * 1000)
                    assert status == 200

            lookers = [threading.Thread(target=look) for _ in range(2)]
            for looker in lookers:
                looker.start()
            beside = rounds(connection, folder, count, 1000)
            stop.set()
            for looker in lookers:
                looker.join()
            print(f"with /healthz beside it: {shown(beside)}; {len(waits)} answers meanwhile, "
                  f"{shown(sorted(waits))}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
