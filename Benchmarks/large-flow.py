#!/usr/bin/env python3
"""Validates a right flow of 20,000 lines, in turns with yamllint and check-jsonschema.

    pip install yamllint check-jsonschema
    python3 Benchmarks/large-flow.py .build/release/flowctl [FILE]

Prints the medians of whole processes; with FILE, only writes the flow there. yamllint reads only
YAML, check-jsonschema only shapes (`schemas/flow.schema.json`); neither follows the ways of a call.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

LINES = 20_000
ROUNDS = 7
HEAD = """\
flow: large
locale: en-US
voices:
  en-US: en-US-NancyNeural
  es-MX: es-MX-DaliaNeural
identities:
  line:
    rawId: 28:orgid:cc123456-5678-5678-1234-000000000000
  desk: +12065551212
"""


def identity(n):
    return f"""\
  agent{n}:
    teamsExtensionUser:
      user: 0269be4d-5be0-4770-bf9c-{n:012}
      tenant: 87d349ed-44d7-43e1-9a83-5f2406dee5bd
      resource: e5b7f628-ea94-4fdc-b3d9-1af1fe231111
"""


def prompts(n):
    return f"""\
  menu{n}:
    en-US: For sales, press 1. For support, press 2. For the next, press 3.
    es-MX: Para ventas, marque 1. Para soporte, marque 2. Para lo siguiente, marque 3.
  sorry{n}:
    en-US: Nobody can take your call in department {n} right now.
    es-MX: Nadie puede atender su llamada en el departamento {n} en este momento.
"""


def blocks(n, last):
    following = "goodbye" if n == last else f"menu{n + 1}"
    return f"""\
  menu{n}:
    - recognize:
        prompt: menu{n}
        choices:
          sales:
            press: 1
            say:
              en-US: [sales {n}]
              es-MX: [ventas {n}]
          support:
            press: 2
          next:
            press: 3
        retries: 2
      id: chosen{n}
      on:
        sales: sales{n}
        support: sales{n}
        next: {following}
        failed: desk
  sales{n}:
    - log: ${{chosen{n}.choice}} was chosen in department {n} of ${{call.id}}
      when: chosen{n}.attempts > 1
    - addAgent:
        to: agent{n}
        timeout: 30s
      id: agent{n}Rung
      on:
        failed:
          - play: sorry{n}
          - goto: {following}
    - goto: talking
"""


TAIL = """\
  talking:
    - wait: 1h
    - hangUp
  desk:
    - transfer:
        to: desk
      on:
        failed: hangUp
  goodbye:
    - play:
        text: Goodbye.
        locale: en-US
    - hangUp
"""


def flow():
    count = 330
    text = HEAD + "".join(map(identity, range(count)))
    text += "routes:\n  - to: line\nprompts:\n" + "".join(map(prompts, range(count)))
    text += "blocks:\n  main:\n    - answer\n    - goto: menu0\n"
    text += "".join(blocks(n, count - 1) for n in range(count)) + TAIL
    # What is left of the lines are comments, as people write them.
    missing = LINES - text.count("\n")
    return text + "# The end of the large flow.\n" * missing


def seconds(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return took


def main():
    flowctl = sys.argv[1]
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w") as file:
            file.write(flow())
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "large.yaml")
        with open(path, "w") as file:
            file.write(flow())
        tools = {
            "flowctl validate": [flowctl, "validate", path],
            "yamllint": ["yamllint", "-d", "{extends: default, rules: {line-length: disable,"
                         " document-start: disable, braces: disable}}", path],
            "check-jsonschema": [
                "check-jsonschema", "--schemafile", "schemas/flow.schema.json", path
            ],
        }
        times = {name: [] for name in tools}
        for _ in range(ROUNDS):
            for name, command in tools.items():
                times[name].append(seconds(command))
        for name, all_times in times.items():
            print(f"{name}: {statistics.median(all_times):.3f} s")


if __name__ == "__main__":
    main()
