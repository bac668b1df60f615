"""Runs a command and prints the most memory it held, in KiB.

usage: peak.py COMMAND...
"""

import resource
import subprocess
import sys

run = subprocess.run(sys.argv[1:], capture_output=True, text=True)
assert run.returncode == 0, run.stderr
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
