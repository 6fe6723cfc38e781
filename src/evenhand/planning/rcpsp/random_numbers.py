"""Random numbers inside compiled kernels: SplitMix64 (Steele, Lea & Flood 2014), its state passed explicitly."""

from __future__ import annotations

import numpy as np

from evenhand.planning.rcpsp.kernel import Words, kernel

_MASK = (1 << 64) - 1


@kernel
def next_word(state: Words) -> np.uint64:
    """The next 64 random bits; ``state`` has one word."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))  # type: ignore[no-any-return]


@kernel
def below(state: Words, n: int) -> int:
    """A random integer in [0, n)."""
    return np.int64((next_word(state) >> np.uint64(33)) % np.uint64(n))  # type: ignore[return-value]


def derived_state(*numbers: int) -> Words:
    """A state for these numbers (seed, round, task): different numbers, unrelated streams."""
    word = 0x9E3779B97F4A7C15
    for number in numbers:
        word = (word ^ (number & _MASK)) * 0xBF58476D1CE4E5B9 & _MASK
        word ^= word >> 29
        word = word * 0x94D049BB133111EB & _MASK
        word ^= word >> 32
    return np.array([word], dtype=np.uint64)
