#!/usr/bin/env python3
"""Runs the benchmark and the same expressions in cel-python and the Rust binding.

    python3 -m venv venv && venv/bin/pip install cel-python common-expression-language
    venv/bin/python Benchmarks/compare-cel.py Benchmarks/.build/release/CELBenchmark
"""

import subprocess
import sys
import time

import cel
import celpy

VALUES = {
    "a": "telephone",
    "b": "tele",
    "n": 2,
    "numbers": list(range(1000)),
    "text": "abcdefghij" * 1000,
}
PARSED = "parse and check "


def mean_microseconds(body):
    """The mean over as many runs as fit in about half a second."""
    body()
    count, elapsed = 1, 0.0
    while elapsed < 0.5:
        count *= 2
        start = time.perf_counter()
        for _ in range(count):
            body()
        elapsed = time.perf_counter() - start
    return elapsed / count * 1e6


def python_peer(source):
    environment = celpy.Environment()
    if source.startswith(PARSED):
        source = source[len(PARSED):]
        return lambda: environment.program(environment.compile(source))
    program = environment.program(environment.compile(source))
    activation = celpy.json_to_cel(VALUES)
    return lambda: program.evaluate(activation)


def rust_peer(source):
    if source.startswith(PARSED):
        source = source[len(PARSED):]
        return lambda: cel.compile(source)
    program = cel.compile(source)
    context = cel.Context(variables=VALUES)
    return lambda: program.execute(context)


def main():
    lines = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    print("| expression | here, µs | cel-python, µs | Rust binding, µs |")
    print("|---|---|---|---|")
    for line in lines.splitlines():
        source, own = line.split("\t")
        row = [f"`{source}`", f"{float(own):.2f}"]
        for peer in (python_peer, rust_peer):
            try:
                row.append(f"{mean_microseconds(peer(source)):.2f}")
            except Exception as problem:  # a peer that refuses an expression is part of the table
                row.append(type(problem).__name__)
        print("| " + " | ".join(row) + " |")


main()
