"""Runs commands as a pipe and prints what they took: `measure.py LOG COMMAND… [-- COMMAND…]`.

The kernel's own account of each child when it ends (wait4): CPU time of it and all its descendants, and the most memory that
any one of them had resident. Small itself, since a child's account of memory begins with that of who started it.
"""

import json
import os
import subprocess
import sys
import time


def split(arguments: list[str]) -> list[list[str]]:
    commands: list[list[str]] = [[]]
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    return commands


def run(commands: list[list[str]], log) -> list[subprocess.Popen]:
    children = []
    before = subprocess.DEVNULL
    for command in commands:
        after = log if command is commands[-1] else subprocess.PIPE
        child = subprocess.Popen(command, stdin=before, stdout=after, stderr=log)
        if before is not subprocess.DEVNULL:
            before.close()
        before = child.stdout
        children.append(child)
    return children


def wait(child: subprocess.Popen):
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage


def main(log_path: str, *arguments: str) -> None:
    began = time.monotonic()
    with open(log_path, "w") as log:
        children = run(split(list(arguments)), log)
    usages = [wait(child) for child in children]
    seconds = time.monotonic() - began
    unit = 1 if sys.platform == "darwin" else 1024
    report = {
        "seconds": seconds,
        "cpuSeconds": sum(usage.ru_utime + usage.ru_stime for usage in usages),
        "peakBytes": [usage.ru_maxrss * unit for usage in usages],
        "failed": any(child.returncode != 0 for child in children),
    }
    print(json.dumps(report))


main(*sys.argv[1:])
