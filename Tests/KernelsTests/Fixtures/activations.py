"""Writes activations.txt: the activations and their derivatives in 60 digits (mpmath), at points exact in each type.

A line is: function, type, x, value, value's rest, slope, slope's rest. Numbers are hexadecimal; the rest is what the
double before it leaves out of the true value.
"""

import random
import struct
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60


def logistic(x):
    return 1 / (1 + mp.exp(-x))


def gelu_argument(x):
    return 2 * mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)


def gelu_growth(x):
    return 2 * mp.sqrt(2 / mp.pi) * (1 + 3 * mp.mpf("0.044715") * x**2)


FUNCTIONS = {
    "tanh": (mp.tanh, lambda x: mp.sech(x) ** 2),
    "sigmoid": (logistic, lambda x: logistic(x) * logistic(-x)),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), logistic),
    "relu": (lambda x: max(x, mp.mpf(0)), lambda x: mp.mpf(x > 0)),
    "elu": (
        lambda x: x if x > 0 else mp.expm1(x),
        lambda x: mp.mpf(1) if x > 0 else mp.exp(x),
    ),
    "gelu": (
        lambda x: x * logistic(gelu_argument(x)),
        lambda x: logistic(gelu_argument(x))
        * (1 + x * logistic(-gelu_argument(x)) * gelu_growth(x)),
    ),
    "silu": (
        lambda x: x * logistic(x),
        lambda x: logistic(x) * (1 + x * logistic(-x)),
    ),
    "sine": (mp.sin, mp.cos),
    "exp": (mp.exp, mp.exp),
    "identity": (lambda x: x, lambda x: mp.mpf(1)),
}


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def parts(y):
    """y as a double and the rest of it; overflow is infinity."""
    if abs(y) >= mp.mpf(2) ** 1024:
        return (float("inf") if y > 0 else float("-inf")), 0.0
    head = float(y)
    return head, float(y - mp.mpf(head))


def points(name, kind):
    generator = random.Random(f"{name} {kind}")
    xs = [0.0, 1.0, -1.0, 0.5, -0.5, 2.0**-20, -(2.0**-20), 1.1754943508222875e-38, 1e-40, -1e-45]
    xs += [generator.uniform(-1, 1) for _ in range(12)]
    xs += [generator.uniform(-8, 8) for _ in range(16)]
    xs += [generator.uniform(-90, 90) for _ in range(12)]
    xs += [generator.choice([-1, 1]) * 10 ** generator.uniform(-6, 0) for _ in range(8)]
    if name == "sine":
        # Near multiples of pi, where the sine is small, and far out.
        xs += [float(k * mp.pi) for k in (1, 2, 3, 10, 100, 12345)]
        xs += [float(k * mp.pi / 2) for k in (1, 3, 5, 999)]
        xs += [generator.choice([-1, 1]) * 2 ** generator.uniform(10, 120) for _ in range(16)]
        # The double closest to a multiple of pi/2 of all (Muller, Elementary Functions, table 10.1).
        xs += [6381956970095103.0 * 2.0**797] if kind == "float64" else []
    else:
        xs += [-100.0, 100.0, 88.5, -88.5, -87.0, -103.5, 1e4, -1e4]
        xs += [700.0, -700.0, 709.5, -740.0] if kind == "float64" else []
    if kind == "float32":
        xs = [single(x) for x in xs]
    return sorted(set(xs))


def main():
    lines = []
    for name, (value, slope) in FUNCTIONS.items():
        for kind in ("float32", "float64"):
            for x in points(name, kind):
                exact = mp.mpf(x)
                with mp.workdps(400):
                    numbers = parts(value(exact)) + parts(slope(exact))
                lines.append(" ".join([name, kind, x.hex()] + [n.hex() for n in numbers]))
    Path(__file__).with_name("activations.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
