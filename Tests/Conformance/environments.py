"""What the checks share: virtual environments with one package each, made once under
`.build/conformance`, and programs that run while they are asked."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Seconds, of all that is installed.
INSTALLING = 60


class Skipped(Exception):
    """It cannot be run on this machine."""


def environment(package, version):
    """The folder of programs of a version's virtual environment, which is made if need be."""
    folder = ROOT / ".build" / "conformance" / f"{package}-{version}"
    programs = folder / "bin"
    mark = folder / "installed"
    if mark.exists():
        return programs
    commands = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(programs / "python"), "-m", "pip", "install", "--quiet",
         "--disable-pip-version-check", "--retries", "1", "--timeout", "15",
         f"{package}=={version}"],
    ]
    for command in commands:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Skipped(f"{command[2]} could not be run: {error}") from error
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason"]
            raise Skipped(f"{package} {version} is not installed: {lines[-1]}")
    mark.touch()
    return programs


@contextmanager
def running(command, pattern, environment=None):
    """A program while it is needed, and the match in what it says first of where it listens.

    A variable of the environment that is None is left out.
    """
    variables = {**os.environ, **(environment or {})}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={name: value for name, value in variables.items() if value is not None},
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(pattern, line):
                break
        else:
            sys.exit(f"FAIL {command[1]} does not start: {''.join(lines)}")
        with subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL):
            try:
                yield found
            finally:
                process.terminate()
                process.wait(20)
    finally:
        process.kill()
