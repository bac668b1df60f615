"""Writes sums.txt: lists of numbers with their exact sum (rational arithmetic), rounded once to double.

A line is: type, the rounded sum, the numbers. The numbers are multiples of the type's smallest unit in an exact sum.
"""

import random
import struct
from fractions import Fraction
from pathlib import Path


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def cases(kind):
    generator = random.Random(kind)
    cast = single if kind == "float32" else float
    smallest = -46 if kind == "float32" else -60

    def number(low, high):
        return cast(generator.choice([-1, 1]) * 2 ** generator.uniform(low, high))

    yield [cast(x) for x in (0.1, 0.2, -0.3)]
    yield [cast(x) for x in (2.0**59, 1.0, -(2.0**59))]
    yield [cast(x) for x in (2.0**59, 2.0**-45, -(2.0**59), 2.0**-45, 3.0)]
    for low, high in ((-1, 1), (smallest, 0), (-20, 58), (smallest, 59), (30, 59)):
        yield [number(low, high) for _ in range(40)]
    for high in (10, 40, 59):
        # Everything cancels but a small rest.
        xs = [number(smallest, high) for _ in range(20)]
        xs += [-x for x in xs] + [number(smallest, -10) for _ in range(3)]
        generator.shuffle(xs)
        yield xs


def main():
    lines = []
    for kind in ("float32", "float64"):
        for xs in cases(kind):
            total = float(sum(Fraction(x) for x in xs))
            lines.append(" ".join([kind, total.hex()] + [x.hex() for x in xs]))
    Path(__file__).with_name("sums.txt").write_text("\n".join(lines) + "\n")


main()
