"""Runs a command with a terminal as its standard error, and prints what it wrote there.

usage: terminal.py COMMAND...
"""

import os
import pty
import subprocess
import sys

mine, its = pty.openpty()
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=its)
os.close(its)
output = b""
while True:
    try:
        part = os.read(mine, 4096)
    except OSError:
        break
    if not part:
        break
    output += part
assert run.wait() == 0, output
print(repr(output))
