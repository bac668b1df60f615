"""Writes trajectory_reference.json: losses, trajectories and gradients of small neural ODEs from an independent code.

The networks and losses are written in JAX, double precision, and differentiated by JAX through the solver's own steps.
Euler, bosh3, dopri5 and tsit5 are diffrax's, with its dense output at the observation times. The steps are of constant
size but for the last, prescribed by StepTo (ConstantStepSize would stretch them to fit). The classical method of Kutta and the midpoint rule are the loop below, with the dense output of Hairer,
Norsett and Wanner, "Solving Ordinary Differential Equations I" (2nd ed.), II.6, since diffrax has no such pair.

    python3 -m venv env && env/bin/pip install jax==0.10.2 diffrax==0.7.2
    env/bin/python make_reference.py
"""

import json
import math
import pathlib

import diffrax
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

ACTIVATIONS = {
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "elu": jax.nn.elu,
    "gelu": lambda x: jax.nn.gelu(x, approximate=True),
    "silu": jax.nn.silu,
    "sine": jnp.sin,
}

DIFFRAX = {"euler": diffrax.Euler, "bosh3": diffrax.Bosh3, "dopri5": diffrax.Dopri5, "tsit5": diffrax.Tsit5}


def field(case, t, y, parameters):
    x = y ** case["power"]
    if case["includesTime"]:
        x = jnp.concatenate([x, jnp.array([t])])
    place = 0
    widths = case["hidden"] + [case["series"] + case["augment"]]
    for layer, width in enumerate(widths):
        weight = parameters[place : place + width * x.size].reshape(width, x.size)
        place += width * x.size
        z = weight @ x + parameters[place : place + width]
        place += width
        x = ACTIVATIONS[case["activation"]](z) if layer + 1 < len(widths) else z
    return x


def midpoint_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    return lambda x: y + h * ((x - x * x) * k1 + x * x * k2)


def kutta_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)

    def dense(x):
        b1 = x - 3 * x**2 / 2 + 2 * x**3 / 3
        b2 = x**2 - 2 * x**3 / 3
        b4 = -(x**2) / 2 + 2 * x**3 / 3
        return y + h * (b1 * k1 + b2 * (k2 + k3) + b4 * k4)

    return dense


def march(step, f, times, y, h):
    states = [y]
    t = times[0]
    while len(states) < len(times):
        size = min(h, times[-1] - t)
        dense = step(f, t, y, size)
        while len(states) < len(times) and times[len(states)] <= t + size:
            states.append(dense((times[len(states)] - t) / size))
        t, y = t + size, dense(1.0)
    return jnp.stack(states)


def trajectory(case, sample, parameters):
    f = lambda t, y: field(case, t, y, parameters)
    start = jnp.concatenate([jnp.array(sample["values"][0], float), jnp.zeros(case["augment"])])
    times = sample["times"]
    if case["method"] == "midpoint":
        return march(midpoint_step, f, times, start, case["step"])
    if case["method"] == "rk4":
        return march(kutta_step, f, times, start, case["step"])
    steps = [times[0]]
    while steps[-1] < times[-1]:
        steps.append(min(steps[-1] + case["step"], times[-1]))
    return diffrax.diffeqsolve(
        diffrax.ODETerm(lambda t, y, _: f(t, y)), DIFFRAX[case["method"]](), times[0], times[-1], None, start,
        saveat=diffrax.SaveAt(ts=jnp.array(times)), stepsize_controller=diffrax.StepTo(ts=jnp.array(steps)),
        adjoint=diffrax.RecursiveCheckpointAdjoint(), max_steps=4096,
    ).ys


def pointwise(loss, prediction, target):
    miss = prediction - target
    if loss["kind"] == "l1":
        return jnp.abs(miss)
    if loss["kind"] == "l2":
        return miss**2
    if loss["kind"] == "huber":
        delta = loss["parameter"]
        return jnp.where(jnp.abs(miss) <= delta, miss**2 / 2, delta * (jnp.abs(miss) - delta / 2))
    return jnp.abs(miss) / jnp.maximum(jnp.abs(target), loss["parameter"])


def loss_sum(case, parameters):
    total = 0.0
    for sample in case["samples"]:
        prediction = trajectory(case, sample, parameters)
        for k, values in enumerate(sample["values"]):
            for row, value in enumerate(values):
                # The start is met exactly; the subgradient of |0| counts as 0.
                if k > 0 and value is not None:
                    total = total + pointwise(case["loss"], prediction[k, row], value)
    return total


def make(method, step, series, augment, hidden, activation, includes_time, power, loss, seed):
    random = np.random.default_rng(seed)
    state = series + augment
    parameters = []
    inputs = state + includes_time
    for width in hidden + [state]:
        parameters += list(random.normal(0, 1 / math.sqrt(inputs), width * inputs)) + list(random.normal(0, 0.2, width))
        inputs = width
    samples = []
    for count in [5, 2, 4]:
        times = np.cumsum(random.uniform(0.15, 0.6, count)) - random.uniform(0, 1)
        values = random.uniform(-1.2, 1.2, (count, series))
        missing = random.random((count, series)) < 0.25
        missing[0] = False
        samples.append({
            "times": list(times),
            "values": [[None if m else v for v, m in zip(*rows)] for rows in zip(values.tolist(), missing)],
        })
    case = dict(
        method=method, step=step, series=series, augment=augment, hidden=hidden, activation=activation,
        includesTime=bool(includes_time), power=power, loss=loss, samples=samples,
        parameters=[float(p) for p in parameters])
    p = jnp.array(case["parameters"])
    value, gradient = jax.value_and_grad(lambda p: loss_sum(case, p))(p)
    case["lossSum"] = float(value)
    case["gradient"] = [float(g) for g in gradient]
    for sample in samples:
        sample["times"] = [float(t) for t in sample["times"]]
        sample["states"] = np.asarray(trajectory(case, sample, p)).tolist()
    return case


CASES = [
    make("euler", 0.05, 2, 0, [6], "tanh", 0, 3, {"kind": "l1", "parameter": 0}, 1),
    make("midpoint", 0.11, 2, 1, [5], "softplus", 1, 1, {"kind": "l2", "parameter": 0}, 2),
    make("rk4", 0.13, 1, 2, [4, 3], "gelu", 1, 2, {"kind": "huber", "parameter": 0.4}, 3),
    make("bosh3", 0.12, 2, 0, [5], "silu", 1, 1, {"kind": "relative", "parameter": 0.3}, 4),
    make("dopri5", 0.17, 2, 1, [6], "sine", 0, 3, {"kind": "l1", "parameter": 0}, 5),
    make("tsit5", 0.19, 3, 0, [5, 4], "elu", 1, 1, {"kind": "l2", "parameter": 0}, 6),
    make("dopri5", 0.23, 2, 0, [], "tanh", 1, 1, {"kind": "huber", "parameter": 0.5}, 7),
    make("tsit5", 0.21, 1, 1, [7], "sigmoid", 0, 2, {"kind": "relative", "parameter": 0.5}, 8),
]

if __name__ == "__main__":
    target = pathlib.Path(__file__).with_name("trajectory_reference.json")
    text = json.dumps({
        "generator": "make_reference.py",
        "versions": {"jax": jax.__version__, "diffrax": diffrax.__version__, "numpy": np.__version__},
        "cases": CASES,
    }, indent=1)
    target.write_text(text + "\n")
