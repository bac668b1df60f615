"""Writes philox.txt: blocks of Philox4x32-10 and draws made from them, from an implementation of its own in integers.

A line is "block" with four counter words, two key words and four results, or "draw" with seed, stream, a, index, the
uniform number, the normal number (mpmath) and the integer below 1000.
"""

from pathlib import Path

import mpmath as mp

mp.mp.dps = 40
MASK = 2**32 - 1


def philox(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & MASK, (a >> 32) ^ c3 ^ k1, a & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


# The known answers of Random123 (kat_vectors) check this implementation before it writes anything.
KNOWN = [
    ((0,) * 4, (0,) * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((MASK,) * 4, (MASK,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def words(numbers):
    return " ".join(f"{n:08x}" for n in numbers)


def main():
    lines = []
    for counter, key, answer in KNOWN:
        assert words(philox(counter, key)) == answer
    for i in range(12):
        counter = philox((i, 1, 2, 3), (4, 5))
        key = philox((i, 6, 7, 8), (9, 10))[:2]
        lines.append(f"block {words(counter)} {words(key)} {words(philox(counter, key))}")
    for i in range(24):
        seed, stream, a, index = 2**40 * i + 7, 1 + i % 6, 1000 * i, 2**33 * i + 11
        c = philox((index & MASK, index >> 32, a, stream), (seed & MASK, seed >> 32))
        first, second = c[1] << 32 | c[0], c[3] << 32 | c[2]
        uniform, angle = mp.mpf(first >> 11) / 2**53, mp.mpf(second >> 11) / 2**53
        normal = mp.sqrt(-2 * mp.log(1 - uniform)) * mp.cos(2 * mp.pi * angle)
        lines.append(
            f"draw {seed} {stream} {a} {index} {float(uniform).hex()} {float(normal).hex()} {first * 1000 >> 64}"
        )
    Path(__file__).with_name("philox.txt").write_text("\n".join(lines) + "\n")


main()
