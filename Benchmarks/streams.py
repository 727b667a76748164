"""Calls whose audio streams at once: frames per second, delay, loss, server CPU and memory.

    python3 Benchmarks/streams.py .build/release/flowctl [CALLS] [SECONDS] [save|forward|both]

Starts `flowctl serve` on a database in a temporary folder, plays the service for it, and opens the
media socket of each of CALLS calls (500 if left out): 50 frames a second over each, 16 kHz, as the
service sends them, for SECONDS (20). With `forward` (the default) every frame goes on to a bot of this
script, which measures how long it took; with `save` each voice is kept in a file; with `both`, both.
Meanwhile one connection posts callbacks, each committed to disk before its 200. Senders, bot and
callbacks are processes of their own on the same machine.
"""

import base64
import hashlib
import http.server
import json
import multiprocessing
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time

import callbacks

SENDERS = 2
FRAMES_A_SECOND = 50


def flow(kind, port):
    target = f'forward: "ws://127.0.0.1:{port}/bot"' if kind != "save" else ""
    saved = "save: true" if kind != "forward" else ""
    options = ", ".join(part for part in (target, saved) if part)
    return callbacks.FLOW.replace("- answer", f"- answer: {{ streaming: {{ {options} }} }}")


def frame(payload, mask):
    """A text frame; a mask of zeros is one, and costs the sender nothing."""
    head = bytes([0x81])
    bit = 0x80 if mask else 0
    if len(payload) < 126:
        head += bytes([bit | len(payload)])
    else:
        head += bytes([bit | 126]) + struct.pack(">H", len(payload))
    return head + (b"\0\0\0\0" if mask else b"") + payload


def audio():
    """An AudioData of 20 ms, with the place where the time goes that it is sent at."""
    data = base64.b64encode(os.urandom(640)).decode()
    text = json.dumps({
        "kind": "AudioData",
        "audioData": {"timestamp": "T" * 24, "participantRawID": None, "data": data, "silent": False},
    }).encode()
    return frame(text, True)


def open_socket(port, path):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall((
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += callbacks.receive(connection)
    if not head.startswith(b"HTTP/1.1 101 "):
        raise ConnectionError(head.split(b"\r\n")[0].decode())
    return connection


def send(port, paths, seconds, ready, go, counts):
    """Sends a frame over every socket each 20 ms; a socket that takes none now loses it here."""
    metadata = frame(b'{"kind":"AudioMetadata","audioMetadata":{"sampleRate":16000,"channels":1,"length":640}}', True)
    sockets = [open_socket(port, path) for path in paths]
    for connection in sockets:
        connection.sendall(metadata)
        connection.setblocking(False)
    ready.put(len(sockets))
    go.wait()
    template = audio()
    place = template.index(b"T" * 24)
    begin, sent, blocked, late = time.monotonic(), 0, 0, 0.0
    for number in range(seconds * FRAMES_A_SECOND):
        due = begin + number / FRAMES_A_SECOND
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        late = max(late, -pause)
        # Spread over the 20 ms, as calls are.
        for index, connection in enumerate(sockets):
            if index % 25 == 0:
                wait = due + index / len(sockets) / FRAMES_A_SECOND - time.monotonic()
                if wait > 0.0005:
                    time.sleep(wait)
                stamp = f"{time.monotonic_ns():024}".encode()
                message = template[:place] + stamp + template[place + 24:]
            try:
                if connection.send(message) != len(message):
                    raise ConnectionError("a frame was cut: the socket is full")
                sent += 1
            except BlockingIOError:
                blocked += 1
    time.sleep(1)
    counts.put((sent, blocked, late))
    for connection in sockets:
        connection.close()


def bot(listener, stop, results):
    """Takes what is forwarded; notes how long frames took, and what it is told was lost."""
    poll = selectors.DefaultSelector()
    listener.setblocking(False)
    poll.register(listener, selectors.EVENT_READ)
    buffers, delays, frames, lost = {}, [], 0, 0
    while not stop.is_set():
        for event, _ in poll.select(0.2):
            connection = event.fileobj
            if connection is listener:
                connection, _ = listener.accept()
                head = b""
                while b"\r\n\r\n" not in head:
                    head += callbacks.receive(connection)
                name = b"sec-websocket-key: "
                line = next(part for part in head.split(b"\r\n") if part.lower().startswith(name))
                secret = line[len(name):] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                accept = base64.b64encode(hashlib.sha1(secret).digest())
                connection.sendall(
                    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
                )
                connection.setblocking(False)
                buffers[connection] = bytearray()
                poll.register(connection, selectors.EVENT_READ)
                continue
            try:
                part = connection.recv(1 << 20)
            except BlockingIOError:
                continue
            except ConnectionError:
                part = b""
            if not part:
                poll.unregister(connection)
                connection.close()
                continue
            now = time.monotonic_ns()
            buffer = buffers[connection]
            buffer += part
            start = 0
            while len(buffer) - start >= 8:
                length, head = buffer[start + 1] & 0x7F, 6
                if length == 126:
                    length, head = struct.unpack_from(">H", buffer, start + 2)[0], 8
                if len(buffer) - start < head + length:
                    break
                if buffer[start] & 0x0F != 1:
                    start += head + length
                    continue
                # One in 16 is looked at: Python is slow, and all wait behind one another.
                frames += 1
                if frames % 16 == 0 or length < 200:
                    mask = buffer[start + head - 4:start + head]
                    text = bytes(b ^ mask[i & 3] for i, b in enumerate(buffer[start + head:start + head + min(length, 120)]))
                    if b"FramesLost" in text:
                        frames -= 1
                        lost += int(text.split(b'"count":')[1].split(b"}")[0])
                    elif b'"timestamp": "' in text:
                        delays.append(now - int(text.split(b'"timestamp": "')[1][:24]))
                start += head + length
            del buffer[:start]
    results.put((frames, lost, delays))


def post(port, calls, stop, results):
    """Posts callbacks, one after the other, and notes how long each takes."""
    source = callbacks.callbacks(calls, 0)
    connection, buffer, times = socket.create_connection(("127.0.0.1", port)), bytearray(), []
    while not stop.is_set():
        start = time.monotonic()
        connection.sendall(next(source))
        status = callbacks.read_status(connection, buffer)
        if status != 200:
            raise ConnectionError(f"a callback is answered {status}")
        times.append(time.monotonic() - start)
        time.sleep(0.01)
    results.put(times)


def resident(process):
    return next(int(line.split()[1]) for line in open(f"/proc/{process}/status") if line.startswith("VmRSS")) / 1024


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("nan")


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    kind = sys.argv[4] if len(sys.argv) > 4 else "forward"
    callbacks.CALLS = count
    multiprocessing.set_start_method("fork")
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    folder = tempfile.mkdtemp()
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), callbacks.Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with open(f"{folder}/parked.yaml", "w") as file:
        file.write(flow(kind, listener.getsockname()[1]))
    port = callbacks.free_port()
    server = callbacks.start(program, folder, port, service.server_port, ["--audio", f"{folder}/audio"])
    try:
        callbacks.wait_until_ready(port)
        calls = callbacks.answer_calls(port)
        paths = ["/media/" + path.rsplit("/", 1)[1] + "/streaming" for path, _ in calls]
        ready, go, counts = multiprocessing.Queue(), multiprocessing.Event(), multiprocessing.Queue()
        stop, heard, posted = multiprocessing.Event(), multiprocessing.Queue(), multiprocessing.Queue()
        before = resident(server.pid)
        reader = multiprocessing.Process(target=bot, args=(listener, stop, heard))
        reader.start()
        senders = [
            multiprocessing.Process(target=send, args=(port, paths[part::SENDERS], seconds, ready, go, counts))
            for part in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        opened = sum(ready.get(timeout=60) for _ in senders)
        poster = multiprocessing.Process(target=post, args=(port, calls, stop, posted))
        poster.start()
        used, start = callbacks.cpu_seconds(server.pid), time.monotonic()
        go.set()
        time.sleep(seconds)
        used, time_taken = callbacks.cpu_seconds(server.pid) - used, time.monotonic() - start
        grown = resident(server.pid) - before
        results = [counts.get(timeout=60) for _ in senders]
        stop.set()
        frames, lost, delays = heard.get(timeout=60)
        times = posted.get(timeout=60)
        sent, blocked = sum(r[0] for r in results), sum(r[1] for r in results)
        print(f"{opened} sockets, {sent / time_taken:,.0f} frames/s, {blocked} not taken, sender late {max(r[2] for r in results) * 1000:.0f} ms")
        if kind != "save":
            print(
                f"forwarded {frames - opened} of {sent}, {lost} lost; delay p50 {percentile(delays, .5) / 1e6:.1f} ms, "
                f"p99 {percentile(delays, .99) / 1e6:.1f} ms"
            )
        if kind != "forward":
            time.sleep(3)
            kept = [os.path.getsize(f"{folder}/audio/{name}") - 44 for name in os.listdir(f"{folder}/audio")]
            print(f"kept {len(kept)} files, {sum(kept) / 640:,.0f} frames of {sent}")
        print(
            f"server: {used / time_taken * 100:.0f} % of a core, {used / max(1, sent) * 1e6:.0f} µs a frame, "
            f"{grown / opened * 1024:.0f} KiB a stream"
        )
        print(f"callbacks beside it: {len(times)}, p50 {percentile(times, .5) * 1000:.1f} ms, p99 {percentile(times, .99) * 1000:.1f} ms")
        for process in senders + [reader, poster]:
            process.join(timeout=10)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        service.shutdown()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
