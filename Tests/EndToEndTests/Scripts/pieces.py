"""Verifies the seal of a data set by the text of docs/file-formats.md, with an XXH64 of its own.

usage: pieces.py FILE
"""

import hashlib
import pathlib
import struct
import sys

P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
ALL = (1 << 64) - 1


def rotate(x, count):
    return (x << count | x >> (64 - count)) & ALL


def stir(lane, word):
    return rotate((lane + word * P2) & ALL, 31) * P1 & ALL


def xxh64(data, seed):
    place = 0
    if len(data) < 32:
        h = (seed + P5) & ALL
    else:
        lanes = [(seed + P1 + P2) & ALL, (seed + P2) & ALL, seed, (seed - P1) & ALL]
        while place + 32 <= len(data):
            lanes = [stir(lane, word) for lane, word in zip(lanes, struct.unpack_from("<4Q", data, place))]
            place += 32
        h = sum(rotate(lane, count) for lane, count in zip(lanes, (1, 7, 12, 18))) & ALL
        for lane in lanes:
            h = ((h ^ stir(0, lane)) * P1 + P4) & ALL
    h = (h + len(data)) & ALL
    while place + 8 <= len(data):
        h = (rotate(h ^ stir(0, struct.unpack_from("<Q", data, place)[0]), 27) * P1 + P4) & ALL
        place += 8
    if place + 4 <= len(data):
        h = (rotate(h ^ struct.unpack_from("<I", data, place)[0] * P1 & ALL, 23) * P2 + P3) & ALL
        place += 4
    for byte in data[place:]:
        h = rotate(h ^ byte * P5 & ALL, 11) * P1 & ALL
    h = (h ^ h >> 33) * P2 & ALL
    h = (h ^ h >> 29) * P3 & ALL
    return h ^ h >> 32


assert xxh64(b"", 0) == 0xEF46DB3751D8E999
content = pathlib.Path(sys.argv[1]).read_bytes()
body, seal = content[:-103], content[-103:]
name, algorithm, digest, length = seal.decode("ascii").split()
assert (name, algorithm) == ("PATHLINE", "PIECES"), seal
assert int(length) == len(body)
pieces = [body[start : start + (1 << 20)] for start in range(0, len(body), 1 << 20)]
assert len(pieces) > 1, "one piece shows little"
hashes = b"".join(struct.pack("<Q", xxh64(piece, number)) for number, piece in enumerate(pieces))
assert digest == hashlib.sha256(hashes).hexdigest()
