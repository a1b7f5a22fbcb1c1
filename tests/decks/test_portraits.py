"""The real packages, all the way: who is in the deck, one look for both classes, nothing in a file that tells."""

import io

import numpy as np
import pytest
from PIL import Image

from server.decks.starter.albums import Albums
from server.decks.starter.casting import recipe
from server.decks.starter.portraits import Portrait, pictures, portraits
from tests.decks.starter import silent, wheels

Portraits = tuple[Portrait, ...]


def opened(portrait: Portrait) -> Image.Image:
    return Image.open(io.BytesIO(portrait.data))


def skin(portrait: Portrait) -> float:
    """Mean brightness of the middle of a face."""
    return float(np.asarray(opened(portrait).convert("L"), float)[118:425, 153:359].mean())


def of(media: Portraits, truth: str, tier: str = "main") -> list[Portrait]:
    return [portrait for portrait in media if (portrait.papers.truth, portrait.tier) == (truth, tier)]


def test_there_are_enough_faces_of_enough_people(starter_media: Portraits) -> None:
    assert len(starter_media) == pictures(recipe())
    real, ai = of(starter_media, "real"), of(starter_media, "ai")
    assert len(real) >= 140
    assert len({group for portrait in real for group in portrait.groups}) >= 30
    assert len(ai) >= 95
    assert len({tuple(portrait.groups) for portrait in ai}) >= 40
    assert len(of(starter_media, "real", "easy")) == len(of(starter_media, "ai", "easy")) == 25


def test_no_two_pictures_are_the_same(starter_media: Portraits) -> None:
    assert len({portrait.sha256 for portrait in starter_media}) == len(starter_media)
    assert len({portrait.origin for portrait in starter_media}) == len(starter_media)


def test_every_face_has_people_and_papers(starter_media: Portraits) -> None:
    for portrait in starter_media:
        papers = portrait.papers
        assert portrait.groups
        assert len(portrait.groups) == (2 if papers.kind == "blend" else 1)
        assert papers.source
        assert papers.licence
        assert papers.credit
        assert bool(papers.generator) == (papers.truth == "ai")
        assert (papers.kind == "photo") == (papers.truth == "real")
    photographs = of(starter_media, "real") + of(starter_media, "real", "easy")
    assert {portrait.papers.credit for portrait in photographs} == {"AT&T Laboratories Cambridge"}


def test_who_is_left_out(starter_media: Portraits) -> None:
    origins = {portrait.origin for portrait in starter_media}
    assert not origins & {f"dcgan/{number}" for number in (99, 104, 126, 402, 541)}
    alone = [portrait for portrait in starter_media if portrait.groups == ["openpeople-P003"]]
    assert not alone
    assert "orl/s10/target" not in origins
    blended = [portrait.groups for portrait in starter_media if portrait.papers.kind == "blend"]
    assert any("openpeople-P003" in groups for groups in blended)


def test_one_encoder_one_size_and_nothing_but_pixels(starter_media: Portraits) -> None:
    first = opened(starter_media[0])
    for portrait in starter_media:
        picture = opened(portrait)
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (512, 512))
        assert picture.quantization == first.quantization
        assert picture.layer == first.layer
        assert set(picture.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.info == first.info
        assert not picture.getexif()
        assert headers(portrait.data) == headers(starter_media[0].data)


def headers(data: bytes) -> bytes:
    """All that stands before the picture's own bits."""
    return data[: data.index(b"\xff\xda") + 14]


def test_sizes_of_the_files_are_alike(starter_media: Portraits) -> None:
    sizes = {truth: [len(portrait.data) for portrait in of(starter_media, truth)] for truth in ("real", "ai")}
    assert max(max(each) for each in sizes.values()) < 40_000
    assert np.median(sizes["real"]) == pytest.approx(np.median(sizes["ai"]), rel=0.04)


def test_skins_stay_different(starter_media: Portraits) -> None:
    for truth in ("real", "ai"):
        tones = [skin(portrait) for portrait in of(starter_media, truth)]
        assert np.std(tones) > 6
        assert max(tones) - min(tones) > 30


def test_a_finished_photograph_has_the_skin_of_the_photograph(starter_media: Portraits) -> None:
    real = of(starter_media, "real")
    with Albums(wheels(), recipe()["cells"]) as albums:
        taken = [albums.photograph(portrait.origin.removeprefix("orl/")) for portrait in real]
    before = [float(np.asarray(picture, float)[35:95, 25:67].mean()) for picture in taken]
    assert np.corrcoef(before, [skin(portrait) for portrait in real])[0, 1] > 0.85


def test_both_classes_are_equally_bright_sharp_and_grainy(starter_media: Portraits) -> None:
    def grain(portrait: Portrait) -> float:
        plane = np.asarray(opened(portrait).convert("L"), float)[150:400, 170:340]
        return float(
            np.abs(
                4 * plane[1:-1, 1:-1] - plane[2:, 1:-1] - plane[:-2, 1:-1] - plane[1:-1, 2:] - plane[1:-1, :-2]
            ).mean()
        )

    for measure in (skin, grain):
        real, ai = ([measure(portrait) for portrait in of(starter_media, truth)] for truth in ("real", "ai"))
        spread = np.sqrt((np.var(real) + np.var(ai)) / 2)
        assert abs(np.mean(real) - np.mean(ai)) < 0.8 * spread


def test_edges_are_dark_for_all(starter_media: Portraits) -> None:
    for portrait in starter_media:
        plane = np.asarray(opened(portrait).convert("L"), float)
        edge = np.concatenate([plane[:4].ravel(), plane[-4:].ravel(), plane[:, :4].ravel(), plane[:, -4:].ravel()])
        assert edge.mean() == pytest.approx(14, abs=2)


def test_the_same_recipe_gives_the_same_bytes() -> None:
    whole = recipe()
    small = whole | {
        "real": dict(list(whole["real"].items())[:2]),
        "ai": dict(list(whole["ai"].items())[:2]),
        "blends": whole["blends"][:1],
        "gan": dict(list(whole["gan"].items())[:1]),
        "real_small": dict(list(whole["real_small"].items())[:1]),
    }
    seen: list[tuple[int, int]] = []
    first = list(portraits(wheels(), small, lambda done, total, _: seen.append((done, total))))
    assert [p.data for p in first] == [p.data for p in portraits(wheels(), small, silent)]
    assert seen == [(step, 17) for step in range(4, 18)]
