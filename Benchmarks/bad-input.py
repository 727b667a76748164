#!/usr/bin/env python3
"""Validates files of up to 1 MiB that are meant to be slow or large, beside libyaml's bare scan.

    python3 Benchmarks/bad-input.py .build/release/flowctl Benchmarks/.build/release/YAMLScan [CASE…]

Wall time of a whole process less that of `--version`, and its peak memory, the best of five; the
scan is made in memory. Where reading ends early, the scan of all the text says little, so `read`
says how much of it was.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

SIZE = 1 << 20
# Seconds after which a run is ended.
LONGEST = 20
HEAD = "flow: a\n"


def fill(unit, head="", tail="", size=SIZE):
    """As many units as fit, each given its number; the last is not cut."""
    if not unit:
        return head + tail
    pieces, length, number = [head], len(head.encode()) + len(tail.encode()), 0
    while True:
        piece = unit(number) if callable(unit) else unit
        length += len(piece.encode())
        if length > size:
            return "".join(pieces) + tail
        pieces.append(piece)
        number += 1


def flow(steps, head="", tail="    - hangUp\n", size=SIZE, begin="    - answer\n"):
    return fill(steps, f"{HEAD}{head}blocks:\n  main:\n{begin}", tail, size)


def half(declarations, steps):
    """Declarations in one half of a file, what uses them in the other."""
    return flow(steps, fill(declarations, size=SIZE // 2), size=SIZE)


def nested_if(depth):
    lines = []
    for level in range(depth):
        pad = "    " + "    " * level
        lines.append(f"{pad}- if: now > now\n{pad}  then:\n")
    lines.append("    " + "    " * depth + "- log: x\n")
    return "".join(lines)


def bomb():
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 5):
        text += f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 10) + "]\n"
    return text


def doubling_runs():
    return flow(
        lambda n: f"  b{n}:\n    - run: b{n + 1}\n    - run: b{n + 1}\n    - log: x\n",
        begin="    - answer\n    - run: b0\n    - hangUp\n",
        tail="",
        size=40_000,
    )


LOCALES = [f"{a}{b}-{c}{d}" for a in "abcdefghij" for b in "abcdefghij" for c in "AB" for d in "ABCDE"]


def voices(count):
    return "locale: aa-AA\nvoices:\n" + "".join(f"  {x}: {x}-Voice\n" for x in LOCALES[:count])


def long_expression(joined, unit, head="    - set: { v: \"${", tail="}\" }\n", size=SIZE - 200):
    return flow("", "variables: { v: int = 0 }\n") + "  x:\n" + head + joined.join(
        [unit] * (size // (len(unit) + len(joined)))
    ) + tail


def expressions(expression, count=None):
    size = SIZE if count is None else count * (len(expression) + 40)
    return flow(lambda n: f"    - log: \"${{{expression}}}\"\n", size=size)


CASES = {
    # What YAML alone can do.
    "open brackets": lambda: fill("["),
    "open braces": lambda: fill("{a: "),
    "dashes": lambda: fill("- "),
    "an alias bomb": bomb,
    "aliases": lambda: fill("*a,", "flow: a\nx: &a b\ny: [", "]\n"),
    "unknown aliases": lambda: fill(lambda n: f"*abcdef{n}, ", "flow: a\ny: [", "]\n"),
    "anchors": lambda: fill(lambda n: f"- &a{n} x\n", "flow: a\ny:\n"),
    "merges": lambda: fill("- { <<: *a }\n", "flow: a\nx: &a { b: c, d: e }\ny:\n"),
    "merges of merges": lambda: fill(
        lambda n: f"a{n + 1}: &a{n + 1} {{ <<: *a{n}, k{n}: v }}\n", "a0: &a0 { b: c }\n"
    ),
    "a long text": lambda: fill("x", "flow: a\ndescription: "),
    "a long text of escapes": lambda: fill("\\u00e9", 'flow: a\ndescription: "', '"\n'),
    "a long text over lines": lambda: fill("  x\n", "flow: a\ndescription: >\n"),
    "a long key": lambda: fill("x", "flow: a\n", ": b\n"),
    "a long line": lambda: fill("a, ", "flow: a\nx: [", "]\n"),
    "comments": lambda: fill("# x\n", "flow: a\n"),
    "empty lines": lambda: fill("\n", "flow: a\n"),
    "not UTF-8": lambda: fill("\u00e9", "flow: a\ndescription: "),
    "tabs": lambda: fill("\tx\n", "flow: a\n"),
    "allowances": lambda: flow("    # flowctl:allow unused-name no\n"),
    # Findings without number.
    "the same key": lambda: fill("flow: a\n"),
    "unknown keys": lambda: fill(lambda n: f"k{n}: v\n", HEAD),
    "near keys": lambda: fill(lambda n: f"block{n}: v\n", HEAD),
    "lists as keys": lambda: fill("? [a]\n: b\n", HEAD),
    "unknown steps": lambda: flow("    - foo: a\n"),
    "unknown fields": lambda: flow(
        lambda n: f"        f{n}: 1\n", begin="    - answer\n    - play:\n", size=SIZE
    ),
    "unknown fields beside": lambda: flow(
        lambda n: f"      f{n}: 1\n", begin="    - answer\n    - play: Hello there.\n", size=SIZE
    ),
    "unknown handlers": lambda: flow(
        lambda n: f"        h{n}: hangUp\n", begin="    - play: Hello there.\n      on:\n"
    ),
    "wrong steps": lambda: flow("    - [x]\n"),
    "many steps": lambda: flow("    - play: Hello there.\n"),
    "bare steps": lambda: flow("    - answer\n"),
    "unknown declarations": lambda: fill(lambda n: f"  v{n}: strin\n", "flow: a\nvariables:\n"),
    "wrong identities": lambda: fill(lambda n: f"  v{n}: 12\n", "flow: a\nidentities:\n"),
    "unused names": lambda: fill(lambda n: f"  v{n}: string = x\n", "flow: a\nvariables:\n"),
    "wrong hours": lambda: fill(
        "Mon 25:00-26:00, ", "flow: a\nhours:\n  o:\n    timeZone: UTC\n    open: [", "]\n"
    ),
    "overlapping hours": lambda: fill(
        lambda n: f"Mon {n // 60 % 24:02}:{n % 60:02}-24:00, ",
        "flow: a\nhours:\n  o:\n    timeZone: UTC\n    open: [",
        "]\n",
    ),
    "closed days": lambda: fill(
        lambda n: f"{2000 + n // 336 % 8000}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}, ",
        "flow: a\nhours:\n  o:\n    timeZone: UTC\n    open: [Mon 08:00-09:00]\n    closed: [",
        "]\n",
    ),
    # Names.
    "misspelt prompts": lambda: half(
        lambda n: ("prompts:\n" if n == 0 else "") + f"  prompt{n}: Hello there.\n",
        lambda n: f"    - play: promt{n}\n",
    ),
    "misspelt blocks": lambda: flow(
        lambda n: f"  block{n}:\n    - goto: blok{n}\n", tail="", size=SIZE
    ),
    "blocks": lambda: flow(lambda n: f"  b{n}:\n    - goto: b{n + 1}\n", tail=""),
    "unknown names in expressions": lambda: flow(lambda n: f"    - log: \"${{abcdef{n}}}\"\n"),
    "routes": lambda: fill("  - to: a\n", "flow: a\nidentities: { a: +12065550100 }\nroutes:\n"),
    "signals": lambda: fill(lambda n: f"  s{n}: {{ a: string }}\n", "flow: a\nsignals:\n"),
    "settings": lambda: fill(lambda n: f"  s{n}: string\n", "flow: a\nsettings:\n"),
    "services": lambda: fill(
        lambda n: f"  s{n}: {{ url: https://a.com, hedders: {{}} }}\n", "flow: a\nservices:\n"
    ),
    # Prompts.
    "voices": lambda: fill(
        lambda n: f"  {LOCALES[n % 1000]}: v{n}\n", "flow: a\nlocale: aa-AA\nvoices:\n"
    ),
    "locales missing": lambda: fill(
        lambda n: f"  p{n}: {{ aa-AA: Hello there. }}\n", HEAD + voices(1000) + "prompts:\n"
    ),
    "a long SSML": lambda: flow("") + fill(
        "<b>", "  x:\n    - play: { ssml: \"", "\" }\n", SIZE - 200
    ),
    "a prompt of values": lambda: flow(
        "", "prompts:\n  p: \"" + "${string(now)} " * 60_000 + "\"\n"
    ),
    # Steps.
    "choices": lambda: flow(
        lambda n: f"          c{n}: {{ say: [word {n}] }}\n",
        begin="    - answer\n    - recognize:\n        prompt: Say it now.\n        choices:\n",
    ),
    "choices of one key": lambda: flow(
        lambda n: f"          c{n}: {{ press: 1, say: a word }}\n",
        begin="    - answer\n    - recognize:\n        prompt: Say it now.\n        choices:\n",
    ),
    "phrases": lambda: flow(
        lambda n: f"word {n}, ",
        begin="    - answer\n    - recognize:\n        prompt: Say it now.\n        choices:\n"
        "          a: { say: [",
        tail="] }\n",
    ),
    "cases": lambda: flow(
        lambda n: f"        c{n}: hangUp\n",
        begin="    - answer\n    - switch: call.id\n      cases:\n",
    ),
    "triggers": lambda: flow(
        lambda n: f"          t{n}: {{ press: {n} }}\n",
        begin="    - answer\n    - wait:\n        for:\n",
        tail="",
    ),
    "parties": lambda: flow(
        "a, ",
        "identities: { a: +12065550100 }\n",
        begin="    - answer\n    - addParticipant:\n        to: [",
        tail="]\n",
    ),
    "headers": lambda: flow(
        lambda n: f"          h{n}: x\n",
        begin="    - answer\n    - http:\n        get: https://a.com\n        headers:\n",
        tail="",
    ),
    "a body": lambda: flow(
        lambda n: f"          h{n}: x\n",
        begin="    - answer\n    - http:\n        post: https://a.com\n        body:\n",
        tail="",
    ),
    "a response": lambda: flow(
        lambda n: f"          h{n}: string\n",
        begin="    - answer\n    - http:\n        get: https://a.com\n        response:\n",
        tail="",
    ),
    "variables set": lambda: flow(
        lambda n: f"        v{n}: x\n", begin="    - answer\n    - set:\n", tail=""
    ),
    "everywhere": lambda: fill(
        lambda n: f"  e{n}: {{ press: 1, go: main }}\n", "flow: a\neverywhere:\n"
    ),
    # Ways.
    "a circle of blocks": lambda: flow(
        lambda n: f"  b{n}:\n    - goto: b{(n + 1) % 1900}\n",
        tail="",
        begin="    - answer\n    - goto: b0\n",
        size=52_000,
    ),
    "all goto all": lambda: flow(
        lambda n: f"  b{n}:\n"
        + f"    - recognize: {{ prompt: Press it., choices: {{ a: {{ press: 1 }}, b: {{ press: 2 }}, c: {{ press: 3 }} }} }}\n"
        + f"      on: {{ a: b{n * 7 % 999}, b: b{n * 13 % 999}, c: b{n * 17 % 999}, failed: b{n * 3 % 999} }}\n",
        begin="    - answer\n    - goto: b0\n",
        tail="",
        size=160_000,
    ),
    "results": lambda: flow(
        lambda n: f"    - wait: 1s\n      id: w{n}\n      when: now > now\n", size=85_000
    ),
    "results and a circle": lambda: flow(
        lambda n: f"  b{n}:\n    - wait: 1s\n      id: w{n}\n      on: {{ failed: b{n * 7 % 900} }}\n    - goto: b{(n + 1) % 900}\n      when: w{n * 11 % 900}.outcome == 'done'\n    - goto: b{n * 5 % 900}\n",
        begin="    - answer\n    - goto: b0\n",
        tail="",
        size=80_000,
    ),
    "narrowing joins": lambda: flow(
        lambda n: f"    - if: call.from.kind == 'phoneNumber' && has(call.from.number)\n      then: [{{ log: \"${{call.from.rawId}}\" }}]\n      else: [{{ log: x }}]\n",
        size=90_000,
    ),
    "nested ifs": lambda: flow(
        lambda n: nested_if(14), size=SIZE
    ),
    "runs that double": doubling_runs,
    "runs of a long block": lambda: flow(
        lambda n: f"    - wait: 1s\n      id: w{n}\n",
        size=55_000,
        begin="    - answer\n" + "    - run: long\n" * 120 + "    - hangUp\n  long:\n",
        tail="",
    ),
    "handlers in handlers": lambda: flow(
        lambda n: "    - play: Hello there.\n      on:\n        failed:\n          - play: Hello there.\n            on:\n              failed:\n                - play: Hello there.\n",
    ),
    "sensitive steps": lambda: flow(
        lambda n: f"    - sensitive:\n        - log: x{n}\n", size=34_000
    ),
    "meanwhiles": lambda: flow(
        lambda n: "    - wait:\n        for: { a: { press: 1 } }\n        meanwhile: { every: 5s, do: [{ log: x }] }\n",
        size=100_000,
    ),
    "loops in loops": lambda: flow(
        lambda n: "    - repeat: { times: 3 }\n      do:\n        - repeat: { times: 3 }\n          do: [{ wait: 1s }]\n",
        size=60_000,
    ),
    "variables and conditions": lambda: half(
        lambda n: ("variables:\n" if n == 0 else "") + f"  v{n}: string = x\n",
        lambda n: f"    - wait: 1s\n      id: w{n}\n      when: w{max(n - 1, 0)}.?outcome.hasValue() || v{n} == 'y'\n",
    ),
    "an environment": lambda: {
        "flow.yaml": flow("", "settings: { a: string }\n"),
        "flowctl.yaml": fill(lambda n: f"      s{n}: x\n", "environments:\n  dev:\n    settings:\n"),
    },
    "environments": lambda: {
        "flow.yaml": flow("", "settings: { a: string }\n"),
        "flowctl.yaml": fill(lambda n: f"  e{n}: {{ settings: {{ a: x }} }}\n", "environments:\n"),
    },
    "a description of many schemas": lambda: {
        "flow.yaml": flow(
            lambda n: f"    - http: {{ get: desk/a{n % 50} }}\n      id: h{n}\n      on: {{ failed: continue }}\n",
            "services: { desk: { url: https://a.com, api: desk.yaml } }\n",
            size=100_000,
        ),
        "desk.yaml": fill(
            lambda n: f"    S{n}: {{ type: object, properties: {{ a: {{ $ref: '#/components/schemas/S{n + 1}' }}, b: {{ $ref: '#/components/schemas/S{n + 2}' }} }} }}\n",
            "openapi: 3.0.3\npaths:\n"
            + "".join(
                f"  /a{n}: {{ get: {{ responses: {{ '200': {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/S{n}' }} }} }} }} }} }} }}\n"
                for n in range(50)
            )
            + "components:\n  schemas:\n",
        ),
    },
    "a description of many paths": lambda: {
        "flow.yaml": flow(
            lambda n: f"    - http: {{ get: desk/b{n} }}\n      on: {{ failed: continue }}\n",
            "services: { desk: { url: https://a.com, api: desk.yaml } }\n",
            size=100_000,
        ),
        "desk.yaml": fill(
            lambda n: f"  /a{n}: {{ get: {{ responses: {{ '204': {{}} }} }} }}\n",
            "openapi: 3.0.3\npaths:\n",
        ),
    },
    # Expressions.
    "many expressions": lambda: expressions("1 + 1"),
    "expressions of 1,000 bytes": lambda: expressions(" + ".join(["1"] * 250)),
    "a sum": lambda: long_expression(" + ", "1"),
    "sums of 64 KiB": lambda: flow(lambda n: f"    - log: \"${{string({'+'.join(['1'] * 9_000)})}}\"\n"),
    "brackets in brackets": lambda: long_expression("", "("),
    "lists in lists": lambda: long_expression("", "["),
    "negations": lambda: long_expression("", "!"),
    "questions": lambda: long_expression("", "true ? 1 : "),
    "macros in macros": lambda: expressions(
        "[1]" + "".join(f".map(x{n}, [1]" for n in range(40)) + ")" * 40, 400
    ),
    "macros in a row": lambda: expressions("[1]" + ".map(x, x)" * 90, 400),
    "bindings": lambda: expressions(
        "".join(f"cel.bind(x{n}, {'1' if n == 0 else f'x{n - 1} + x{n - 1}'}, " for n in range(60))
        + "1"
        + ")" * 60,
        400,
    ),
    "lists of lists": lambda: expressions("[" * 60 + "1" + "]" * 60),
    "patterns": lambda: expressions("call.id.matches('(a{1,30}){1,30}')", 2000),
    "templates": lambda: flow("") + fill(
        "${1}", "  x:\n    - log: \"", "\"\n", SIZE - 200
    ),
    "open templates": lambda: flow("") + fill(
        "${", "  x:\n    - log: \"", "\"\n", SIZE - 200
    ),
}


def measured(command, runs=5):
    """Best wall milliseconds and peak MiB of some runs, and what was printed."""
    best, peak, output = float("inf"), 0, b""
    for run in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        timer = threading.Timer(LONGEST, process.kill)
        timer.start()
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        best = min(best, (time.perf_counter() - start) * 1000)
        peak = max(peak, usage.ru_maxrss / 1024)
        if os.WIFSIGNALED(status):
            output = f"ended by signal {os.WTERMSIG(status)}".encode()
        # What takes seconds is not measured for its last percent.
        if best > 2000:
            break
    return best, peak, output


def main():
    flowctl, scanner = sys.argv[1:3]
    names = sys.argv[3:] or list(CASES)
    idle, _, _ = measured([flowctl, "--version"], 10)
    print(f"`--version`: {idle:.1f} ms")
    print("| case | KiB | libyaml's scan, ms | validate, ms | ratio | MiB | findings |")
    print("|---|---|---|---|---|---|---|")
    worst = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            made = CASES[name]()
            files = made if isinstance(made, dict) else {"flow.yaml": made}
            size, scan = 0, 0.0
            for old in os.listdir(folder):
                os.remove(os.path.join(folder, old))
            for file_name, text in files.items():
                path = os.path.join(folder, file_name)
                data = text.encode("latin-1" if name == "not UTF-8" else "utf-8")
                with open(path, "wb") as file:
                    file.write(data)
                size += len(data)
                scan += float(subprocess.run([scanner, path], capture_output=True).stdout)
            took, peak, output = measured([flowctl, "validate", folder])
            last = output.decode(errors="replace").strip().split("\n")[-1]
            work = max(took - idle, 0)
            ratio = work / max(scan, 0.01)
            print(
                f"| {name} | {size // 1024} | {scan:.1f} | {work:.1f} | {ratio:.1f} |"
                f" {peak:.0f} | {last} |",
                flush=True,
            )
            if ratio > 3 and work > 10 or peak > 64:
                worst.append(name)
    print(f"\nover 3 × or 64 MiB: {', '.join(worst) or 'none'}")


if __name__ == "__main__":
    main()
