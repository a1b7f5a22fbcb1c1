"""A small generator of faces (DCGAN, Radford et al. 2016) run with numpy alone, its weights read without torch."""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LATENT = 100
DRAWS, CALM = 600, 0.8  # a row of seeds to pick from, a little nearer to the mean face than the training drew them
LAYERS = ((0, 1), (3, 4), (6, 7), (9, 10), (12, None))
BATCH = 20
NORM_EPSILON = 1e-5

Tensor = NDArray[np.float32]


def _tensor(
    store: NDArray[Any], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> NDArray[Any]:
    if offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True)) >= len(store):
        raise pickle.UnpicklingError("a tensor reaches beyond its storage")
    strides = [step * store.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(store[offset:], size, strides).copy()


_ADMITTED: dict[tuple[str, str], Callable[..., Any] | str] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): "<f4",
    ("torch", "LongStorage"): "<i8",
}


class _Weights(pickle.Unpickler):
    """Reads a torch state dict; admits four names and nothing else, so no code can hide in it."""

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(f"{root}/data.pkl")))
        self._archive, self._root = archive, root

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ADMITTED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"weights may not name {module}.{name}") from None

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, kind, key, _, length = pid
        return np.frombuffer(self._archive.read(f"{self._root}/data/{key}"), kind)[:length]


def weights(data: bytes) -> dict[str, NDArray[Any]]:
    """Read the generator's weights out of a torch zip. Raises pickle.UnpicklingError at any unexpected name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        state = _Weights(archive, archive.namelist()[0].split("/")[0]).load()
    return dict(state["netG_state_dict"])


def _deconvolved(x: Tensor, kernel: Tensor, stride: int, padding: int) -> Tensor:
    """Return a transposed convolution with a 4 by 4 kernel; x is batch, channel, row, column."""
    spread = np.tensordot(x, kernel, axes=([1], [0]))
    side = x.shape[2]
    full = (side - 1) * stride + 4
    out = np.zeros((len(x), kernel.shape[1], full, full), np.float32)
    for row in range(4):
        for column in range(4):
            rows, columns = slice(row, row + stride * side, stride), slice(column, column + stride * side, stride)
            out[:, :, rows, columns] += spread[..., row, column].transpose(0, 3, 1, 2)
    return out[:, :, padding : full - padding, padding : full - padding]


def generated(w: dict[str, NDArray[Any]], latents: Tensor) -> Tensor:
    """Return pictures of 3 by 64 by 64 in -1..1 for latents of 100 numbers each."""
    x = latents.reshape(-1, LATENT, 1, 1).astype(np.float32)
    for convolution, norm in LAYERS:
        stride, padding = (1, 0) if convolution == 0 else (2, 1)
        x = _deconvolved(x, w[f"main.{convolution}.weight"], stride, padding)
        if norm is not None:
            gain = w[f"main.{norm}.weight"] / np.sqrt(w[f"main.{norm}.running_var"] + NORM_EPSILON)
            shift = w[f"main.{norm}.bias"] - w[f"main.{norm}.running_mean"] * gain
            x = np.maximum(x * gain[:, None, None] + shift[:, None, None], 0)
    return np.tanh(x)


def faces(data: bytes, picks: Sequence[int], seed: int) -> Iterator[Image.Image]:
    """Yield the picked faces, 64 pixels square and grey, in the order given."""
    w = weights(data)
    latents = np.random.default_rng(seed).normal(size=(DRAWS, LATENT)) * CALM
    for start in range(0, len(picks), BATCH):
        for colours in generated(w, latents[list(picks[start : start + BATCH])].astype(np.float32)):
            pixels = ((colours.transpose(1, 2, 0) + 1) * 127.5).clip(0, 255).astype(np.uint8)
            yield Image.fromarray(pixels).convert("L")
