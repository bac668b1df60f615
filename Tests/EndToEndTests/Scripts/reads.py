"""Runs a command and writes how many bytes it asked the system to read to a file for its rank.

usage: reads.py OUT COMMAND...    writes OUT.RANK
"""

import os
import subprocess
import sys


def asked():
    """Bytes read by this process and those it has waited for."""
    with open("/proc/self/io") as io:
        return int(next(line for line in io if line.startswith("rchar")).split()[1])


before = asked()
code = subprocess.call(sys.argv[2:])
count = asked() - before
with open(f"{sys.argv[1]}.{os.environ.get('OMPI_COMM_WORLD_RANK', '0')}", "w") as out:
    print(count, file=out)
sys.exit(code)
