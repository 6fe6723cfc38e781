"""Compiled functions: numba with the type checker told what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt

_BARE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # options that numba's type hints leave out
P = ParamSpec("P")
R = TypeVar("R")
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Reals = npt.NDArray[np.float64]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba: cached on disk, without the interpreter's lock, so that threads run side by side."""
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True)(function)
    return compiled


def inner_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """As `kernel`, for functions that only kernels call: without the way in from Python, which takes longer to make than the function."""
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, **_BARE)(function)
    return compiled
