"""Compares predicted bounces with the closed form.

usage: bounces.py DATA PREDICTED BOUND [LEVEL]

The balls of DATA fall at 9.81 and keep 0.9 of their speed at the floor, to round-off. Every bounce of PREDICTED must be off by less
than BOUND in time and in the velocities before and after it, and none may be missing but those that close to the end.
With LEVEL the second event of the job notes where the height rises through it.
"""

import sys

import h5py
import numpy as np

G, C = 9.81, 0.9


def expected(height, velocity, end, level):
    """The events as (time, kind, velocity before), flight by flight."""
    start, found = 0.0, []
    while True:
        speed = np.sqrt(velocity**2 + 2 * G * height)
        floor = start + (velocity + speed) / G
        if level is not None and height < level and velocity**2 > 2 * G * (level - height):
            at_level = np.sqrt(velocity**2 - 2 * G * (level - height))
            found.append((start + (velocity - at_level) / G, 1, at_level))
        found.append((floor, 0, -speed))
        if floor > end:
            return [event for event in found if event[0] <= end]
        start, height, velocity = floor, 0.0, C * speed


def state(height, velocity, time, bounces):
    """Height and velocity at a time, from the bounces before it."""
    start, height, velocity = max(((at, 0.0, -C * before) for at, _, before in bounces if at < time),
                                  default=(0.0, height, velocity))
    flown = time - start
    return height + flown * (velocity - G * flown / 2), velocity - G * flown


data, predicted, bound = sys.argv[1], sys.argv[2], float(sys.argv[3])
level = float(sys.argv[4]) if len(sys.argv) > 4 else None
with h5py.File(data) as file, h5py.File(predicted) as found:
    values, times = file["values"][:], file["time"][:]
    count, time, kind = (found[f"event_{name}"][:] for name in ("count", "time", "kind"))
    before, after = found["event_before"][:], found["event_after"][:]
    samples, end = found["sample"][:], found["time"][-1]
    assert list(found["event_before"].attrs["names"]) == ["height", "velocity"]
    assert found["event_count"].dtype == "int64" and found["event_kind"].dtype == "int64"
    words = list(found["event_kind"].attrs["events"])
    assert words[0] == "where height falls through 0.0, velocity becomes -0.9 * velocity", words
for ball in values:
    bounces = expected(*ball[0], times[-1], None)
    truth = np.array([state(*ball[0], time - times[0], bounces) for time in times])
    assert abs(ball - truth).max() < 1e-13, abs(ball - truth).max()
worst = worst_velocity = total = 0
for row, sample in enumerate(samples):
    truth = expected(*values[sample, 0], end + 2 * bound, level)
    sure = sum(event[0] < end - 2 * bound for event in truth)
    assert sure <= count[row] <= len(truth), (sample, count[row], truth)
    assert np.isnan(time[row, count[row] :]).all() and (kind[row, count[row] :] == -1).all()
    assert np.isnan(before[row, count[row] :]).all() and np.isnan(after[row, count[row] :]).all()
    for k, (at, which, velocity) in enumerate(truth[: count[row]]):
        assert kind[row, k] == which, (sample, k)
        worst = max(worst, abs(time[row, k] - at))
        then = -C * velocity if which == 0 else velocity
        height = 0 if which == 0 else level
        for state, wanted in (before[row, k], (height, velocity)), (after[row, k], (height, then)):
            worst_velocity = max(worst_velocity, abs(state - wanted).max())
        total += 1
assert total > 2 * len(samples)
assert worst < bound, worst
assert worst_velocity < 20 * bound, worst_velocity
print(f"{total} events, off by up to {worst:.2e} in time and {worst_velocity:.2e} in the state")
