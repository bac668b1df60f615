"""Writes detest.json: the problems A1 to E5 of the test set DETEST solved to t = 20 with 30 digits.

Problems: Hull, Enright, Fellen and Sedgwick, "Comparing numerical methods for ordinary differential equations", SIAM
Journal on Numerical Analysis 9 (1972) 603-637 (D2 and D4, which differ from D1 in the eccentricity alone, are left out).
Method: extrapolation of the explicit midpoint rule (Gragg, Bulirsch, Stoer) with eight columns, order 16, steps of one
size; done with two sizes, which have to agree to 17 digits.

    python3 -m pip install mpmath
    python3 make_detest.py
"""

import json
import pathlib

from mpmath import cos, mp, mpf, sin, sqrt

mp.dps = 30
END = 20
COLUMNS = [2, 4, 6, 8, 10, 12, 14, 16]


def midpoint(f, t, y, length, count):
    h = length / count
    before, now = y, [a + h * b for a, b in zip(y, f(t, y))]
    for i in range(1, count):
        before, now = now, [a + 2 * h * b for a, b in zip(before, f(t + i * h, now))]
    return now


def step(f, t, y, length):
    row = []
    for k, count in enumerate(COLUMNS):
        new = [midpoint(f, t, y, length, count)]
        for j in range(1, k + 1):
            factor = (mpf(count) / COLUMNS[k - j]) ** 2 - 1
            new.append([a + (a - b) / factor for a, b in zip(new[j - 1], row[j - 1])])
        row = new
    return row[-1]


def solve(f, y, count):
    y = [mpf(v) for v in y]
    for i in range(count):
        y = step(f, mpf(END) * i / count, y, mpf(END) / count)
    return y


def chain(rates):
    return lambda t, y: [
        (rates[i - 1] * y[i - 1] if i > 0 else 0) - (rates[i] * y[i] if i < len(y) - 1 else 0) for i in range(len(y))]


def diffusion(t, y):
    n = len(y)
    return [(y[i - 1] if i > 0 else 0) - 2 * y[i] + (y[i + 1] if i < n - 1 else 0) for i in range(n)]


def planets(t, y):
    k2, m0 = mpf("2.95912208286"), mpf("1.00000597682")
    m = [mpf(v) for v in (
        "0.000954786104043", "0.000285583733151", "0.0000437273164546", "0.0000517759138449", "0.00000277777777778")]
    place = [y[3 * j:3 * j + 3] for j in range(5)]
    cube = lambda v: sum(x * x for x in v) ** mpf("1.5")
    pull = []
    for j in range(5):
        others = [k for k in range(5) if k != j]
        away = {k: cube([a - b for a, b in zip(place[k], place[j])]) for k in others}
        pull += [
            k2 * (-(m0 + m[j]) * place[j][i] / cube(place[j]) + sum(
                m[k] * ((place[k][i] - place[j][i]) / away[k] - place[k][i] / cube(place[k])) for k in others))
            for i in range(3)]
    return list(y[15:]) + pull


def orbit(t, y):
    r = sqrt(y[0] ** 2 + y[1] ** 2) ** 3
    return [y[2], y[3], -y[0] / r, -y[1] / r]


def start(e):
    e = mpf(e)
    return [1 - e, 0, 0, sqrt((1 + e) / (1 - e))]


def spiral(t, y):
    r = sqrt(y[0] ** 2 + y[1] ** 2)
    return [-y[1] - y[0] * y[2] / r, y[0] - y[1] * y[2] / r, y[0] / r]


PLANETS = """3.42947415189 3.35386959711 1.35494901715 6.64145542550 5.97156957878 2.18231499728 11.2630437207 14.6952576794
6.27960525067 -30.1552268759 1.65699966404 1.43785752721 -21.1238353380 28.4465098142 15.3882659679 -.557160570446
.505696783289 .230578543901 -.415570776342 .365682722812 .169143213293 -.325325669158 .189706021964 .0877265322780
-.0240476254170 -.287659532608 -.117219543175 -.176860753121 -.216393453025 -.0148647893090""".split()

# Name, field, initial state, steps.
PROBLEMS = [
    ("A1", lambda t, y: [-y[0]], [1], 100),
    ("A2", lambda t, y: [-y[0] ** 3 / 2], [1], 400),
    ("A3", lambda t, y: [y[0] * cos(t)], [1], 100),
    ("A4", lambda t, y: [y[0] / 4 * (1 - y[0] / 20)], [1], 100),
    ("A5", lambda t, y: [(y[0] - t) / (y[0] + t)], [4], 400),
    ("B1", lambda t, y: [2 * (y[0] - y[0] * y[1]), -(y[1] - y[0] * y[1])], [1, 3], 400),
    ("B2", lambda t, y: [-y[0] + y[1], y[0] - 2 * y[1] + y[2], y[1] - y[2]], [2, 0, 1], 200),
    ("B3", lambda t, y: [-y[0], y[0] - y[1] ** 2, y[1] ** 2], [1, 0, 0], 200),
    ("B4", spiral, [3, 0, 0], 400),
    ("B5", lambda t, y: [y[1] * y[2], -y[0] * y[2], -mpf("0.51") * y[0] * y[1]], [0, 1, 1], 200),
    ("C1", chain([1] * 9), [1] + [0] * 9, 200),
    ("C2", chain(list(range(1, 10))), [1] + [0] * 9, 400),
    ("C3", diffusion, [1] + [0] * 9, 200),
    ("C4", diffusion, [1] + [0] * 50, 200),
    ("C5", planets, PLANETS, 50),
    ("D1", orbit, start("0.1"), 400),
    ("D3", orbit, start("0.5"), 800),
    ("D5", orbit, start("0.9"), 6000),
    ("E1", lambda t, y: [y[1], -(y[1] / (t + 1) + (1 - mpf("0.25") / (t + 1) ** 2) * y[0])],
     ["0.6713967071418030", "0.09540051444747446"], 200),
    ("E2", lambda t, y: [y[1], (1 - y[0] ** 2) * y[1] - y[0]], [2, 0], 600),
    ("E3", lambda t, y: [y[1], y[0] ** 3 / 6 - y[0] + 2 * sin(mpf("2.78535") * t)], [0, 0], 400),
    ("E4", lambda t, y: [y[1], mpf("0.032") - mpf("0.4") * y[1] ** 2], [30, 0], 200),
    ("E5", lambda t, y: [y[1], sqrt(1 + y[1] ** 2) / (25 - t)], [0, 0], 200),
]

if __name__ == "__main__":
    results = {}
    for name, f, y, count in PROBLEMS:
        end = solve(f, y, count)
        coarse = solve(f, y, count * 3 // 4)
        miss = max(abs(a - b) for a, b in zip(end, coarse))
        print(name, "difference", mp.nstr(miss, 2))
        assert miss < mpf(10) ** -17 * max(1, max(map(abs, end)))
        results[name] = [float(v) for v in end]
    text = ",\n".join(f' "{name}": {json.dumps(end)}' for name, end in results.items())
    pathlib.Path(__file__).with_name("detest.json").write_text("{\n" + text + "\n}\n")
