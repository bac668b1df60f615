"""Writes second_derivatives.txt: second derivatives of the activations in 60 digits (mpmath), at the points of activations.txt.

A line is: function, type, x, second derivative, its rest, first derivative. Numbers are hexadecimal; the rest is what the
double before it leaves out. The second derivative is a central difference of the first one in 400 digits with a step of
1e-120, so it shares no formula with the kernels; relu and elu, which have a corner, take the value from below zero there.
"""

from pathlib import Path

import mpmath as mp

from activations import FUNCTIONS, parts, points


def curvature(name, slope, x):
    h = mp.mpf(10) ** -120
    if name in ("relu", "elu") and x == 0:
        return (slope(x) - slope(x - h)) / h
    return (slope(x + h) - slope(x - h)) / (2 * h)


def main():
    lines = []
    for name, (_, slope) in FUNCTIONS.items():
        for kind in ("float32", "float64"):
            for x in points(name, kind):
                exact = mp.mpf(x)
                # Far out the slope saturates: its difference needs all digits of what is left.
                with mp.workdps(1200 if name != "sine" else 700):
                    numbers = parts(curvature(name, slope, exact)) + parts(slope(exact))[:1]
                lines.append(" ".join([name, kind, x.hex()] + [n.hex() for n in numbers]))
    Path(__file__).with_name("second_derivatives.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
