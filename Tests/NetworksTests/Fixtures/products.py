"""Writes products.txt: Jacobian-vector products of small perceptrons and their gradients, by high-precision differences.

The perceptron of one sample is written out in plain loops over mpmath numbers. The product along a tangent is a central
difference of the field, its gradients are central differences of that, with steps of 1e-30 and 1e-35 in 160 digits, so
that every number below is good to more than 17 digits and shares no formula with the library. A line is: activation,
then as hexadecimal doubles, one group after the other:
state (2), time, tangent (2), time tangent, cotangent (2), parameters (26), the product (2), and the gradients of
cotangent . product with respect to state (2), time, tangent (2), time tangent and parameters (26).
"""

import random
from pathlib import Path

import mpmath as mp

mp.mp.dps = 160

HIDDEN = [3, 2]
POWER = 3


def gelu(x):
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)))


ACTIVATIONS = {
    "tanh": mp.tanh,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "relu": lambda x: max(x, mp.mpf(0)),
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "gelu": gelu,
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "sine": mp.sin,
    "exp": mp.exp,
    "identity": lambda x: x,
}


def field(activation, y, t, p):
    x = [value**POWER for value in y] + [t]
    start = 0
    widths = HIDDEN + [len(y)]
    for layer, width in enumerate(widths):
        weights = p[start : start + width * len(x)]
        biases = p[start + width * len(x) : start + width * (len(x) + 1)]
        start += width * (len(x) + 1)
        z = [
            biases[row] + mp.fsum(weights[row * len(x) + i] * x[i] for i in range(len(x)))
            for row in range(width)
        ]
        x = [activation(value) for value in z] if layer < len(HIDDEN) else z
    return x


def product(activation, y, t, v, s, p):
    h = mp.mpf(10) ** -35
    ahead = field(activation, [a + h * b for a, b in zip(y, v)], t + h * s, p)
    behind = field(activation, [a - h * b for a, b in zip(y, v)], t - h * s, p)
    return [(a - b) / (2 * h) for a, b in zip(ahead, behind)]


def main():
    lines = []
    for name, activation in ACTIVATIONS.items():
        generator = random.Random(name)
        given = [float(generator.uniform(-1, 1)) for _ in range(8 + 26)]
        exact = [mp.mpf(value) for value in given]
        w = exact[6:8]

        def scalar(z):
            u = product(activation, z[0:2], z[2], z[3:5], z[5], z[8:])
            return mp.fsum(a * b for a, b in zip(w, u))

        h = mp.mpf(10) ** -30
        gradient = []
        for i in [0, 1, 2, 3, 4, 5] + list(range(8, 34)):
            ahead, behind = list(exact), list(exact)
            ahead[i] += h
            behind[i] -= h
            gradient.append((scalar(ahead) - scalar(behind)) / (2 * h))
        value = product(activation, exact[0:2], exact[2], exact[3:5], exact[5], exact[8:])
        numbers = given + [float(x) for x in value + gradient]
        lines.append(" ".join([name] + [x.hex() for x in numbers]))
    Path(__file__).with_name("products.txt").write_text("\n".join(lines) + "\n")


main()
