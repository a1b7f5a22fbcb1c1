"""Which layout a source is read as: one, or a clear error."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.decks.intake.errors import LayoutError
from server.decks.intake.layouts import LAYOUTS, PRESETS, recognised
from server.decks.intake.layouts.licences import non_commercial
from server.decks.intake.papers import Papers, Skip
from server.decks.intake.sources import Entry
from server.decks.intake.survey import MOST_TABLES, SAMPLE, Survey
from server.decks.models import Face
from tests.decks.intake.trees import MILLION, TREES, UTKFACE_CHIPS, Tree, TreeSource, pictures, reading


def refused(tree: Tree, label: str = "download", *, preset: str = "", truth: str = "") -> LayoutError:
    with pytest.raises(LayoutError) as error, reading(tree, label, preset=preset, truth=truth):
        pass
    return error.value


@pytest.mark.parametrize("key", TREES)
def test_each_tree_is_taken_for_itself(key: str) -> None:
    with reading(TREES[key]) as reader:
        assert reader.layout == key.partition("/")[0]
        assert 0 < len(reader.why) <= 300


@pytest.mark.parametrize("key", TREES)
def test_no_two_layouts_claim_a_tree(key: str) -> None:
    source = TreeSource(TREES[key])
    survey = Survey(source.entries())
    claims = [layout for kind in LAYOUTS if (layout := kind(source, survey)).recognise()]
    best = max(layout.rank for layout in claims)
    assert [layout.name for layout in claims if layout.rank == best] == [key.partition("/")[0]]


@pytest.mark.parametrize("key", TREES)
def test_all_papers_fit_a_face(key: str) -> None:
    limits = {field.name: field.max_length for field in Face._meta.fields if field.max_length}
    with reading(TREES[key], "x" * 255) as reader:
        found = [reader.papers(name) for name in TREES[key]]
    assert any(isinstance(each, Papers) for each in found)
    for each in found:
        if isinstance(each, Skip):
            continue
        assert each.source
        assert each.licence
        assert (each.kind == Face.Kind.PHOTO) == (each.truth == Face.Truth.REAL)
        for name in ("source", "licence", "credit", "generator", "pair", "gender", "race"):
            assert len(getattr(each, name)) <= limits[name], name
        assert each.non_commercial or not non_commercial(each.licence) or each.source == "SFHQ-T2I"


@given(
    keys=st.lists(st.sampled_from(sorted(TREES)), min_size=2, max_size=3, unique_by=lambda key: key.partition("/")[0])
)
@settings(deadline=None, max_examples=40)
def test_mixed_sets_never_get_each_others_truth(keys: list[str]) -> None:
    """Sets side by side: an error with a code, or for each picture what its own set says, or nothing."""
    mixed = {f"{number}/{name}": data for number, key in enumerate(keys) for name, data in TREES[key].items()}
    source = TreeSource(mixed)
    try:
        with recognised(source, Survey(source.entries())) as reader:
            found = {name: reader.papers(name) for name in mixed}
    except LayoutError as error:
        assert error.code in {"ambiguous", "label_unclear"}  # noqa: PT017
        return
    for number, key in enumerate(keys):
        with reading(TREES[key]) as own:
            for name in TREES[key]:
                mine, theirs = found[f"{number}/{name}"], own.papers(name)
                if isinstance(mine, Papers) and isinstance(theirs, Papers):
                    assert mine.truth == theirs.truth, name


def test_two_sets_in_one_folder_are_ambiguous_until_one_is_named() -> None:
    tree = {**TREES["utkface"], **TREES["1m_faces"]}
    error = refused(tree)
    assert error.code == "ambiguous"
    assert all(word in str(error) for word in ("utkface", "1m_faces", "--preset"))
    with reading(tree, preset="utkface") as reader:
        assert isinstance(reader.papers(f"UTKFace/{UTKFACE_CHIPS[0]}"), Papers)
        assert reader.papers(f"1m_faces_00/{MILLION[0]}") == Skip("bad_name"), "never real by being beside"
    assert refused({**TREES["manifest"], **TREES["imagefolder/csv"]}).code == "ambiguous"


def test_what_lies_beside_a_set_is_not_of_it() -> None:
    """Names of five digits, or of ten letters and digits, are anybody's: only their folders make them the set's."""
    for key, name in (("ffhq/images", "stylegan/00001.png"), ("1m_faces", "me/IMG2012345.jpg")):
        with reading({**TREES[key], name: b"x"}) as reader:
            assert reader.papers(name) == Skip("bad_name")


def test_a_manifest_wins_over_names_and_folders() -> None:
    tree = {**TREES["utkface"], "real/1.png": b"x", "list.csv": "file,label\nreal/1.png,ai\n"}
    with reading(tree) as reader:
        assert reader.layout == "manifest"
        found = reader.papers("real/1.png")
    assert isinstance(found, Papers)
    assert found.truth == Face.Truth.AI


def test_nothing_says_what_the_pictures_are() -> None:
    tree = pictures("1.jpg", "misc/2.jpg")
    assert refused(tree).code == "truth_needed"
    assert refused(tree, "real").code == "truth_needed", "what a folder is called at home is no label"
    assert refused(tree, preset="imagefolder").code == "truth_needed"
    for truth in ("real", "ai"):
        with reading(tree, truth=truth) as reader:
            found = reader.papers("misc/2.jpg")
        assert isinstance(found, Papers)
        assert (found.truth, found.non_commercial) == (truth, True)
        assert found.licence == "not stated by the data set"


def test_truth_contradicts_no_set() -> None:
    with reading(TREES["140k"], truth="ai") as reader:
        folder = "real_vs_fake/real-vs-fake/train"
        assert reader.papers(f"{folder}/real/30149.jpg") == Skip("other_truth")
        assert isinstance(reader.papers(f"{folder}/fake/JDC7LPCORE.jpg"), Papers)
    with reading({**TREES["imagefolder"], "more/1.png": b"x"}, truth="real") as reader:
        assert isinstance(reader.papers("more/1.png"), Papers)


def test_numbers_are_never_guessed() -> None:
    folders = pictures("train/0/1.png", "train/1/2.png")
    assert refused(folders).code == refused(folders, truth="real").code == "label_unclear"
    for table in ("file_name,label\n1.png,1\n", "file_name,label,label_str\n1.png,1,\n"):
        error = refused({"1.png": b"x", "metadata.csv": table})
        assert error.code == "label_unclear"
        assert "Line 2" in str(error)
    jsonl = json.dumps({"file_name": "1.png", "label": 0})
    assert refused({"1.png": b"x", "metadata.jsonl": jsonl}).code == "label_unclear"
    assert refused({"1.png": b"x", "m.csv": "file,label\n1.png,0\n"}).code == "label_unclear"
    assert refused({"1.png": b"x", "m.csv": "file,label\n1.png,cat\n"}).code == "label_unclear"


def test_unknown_layouts_and_presets() -> None:
    assert refused({"notes.txt": "x"}).code == "unknown_layout"
    assert "utkface" in str(refused({}))
    assert refused(TREES["utkface"], preset="nothing").code == "unknown_preset"
    assert len(set(PRESETS)) == len(PRESETS) == len(LAYOUTS)


@pytest.mark.parametrize(
    "row",
    [
        "1.png",
        " ,real,,",
        "1.png,real,swap,",
        "1.png,ai,photo,",
        "1.png,ai,painting,",
        "1.png,real,,old",
        f"1.png,real,{'x' * 41},",
    ],
)
def test_broken_manifests_say_where(row: str) -> None:
    error = refused({"1.png": b"x", "m.csv": f"file,label,kind,age\n0.png,real,,\n{row}\n"})
    assert error.code == "broken_table"
    assert "Line 3 of m.csv" in str(error)


def test_a_manifest_with_two_opinions_is_broken() -> None:
    error = refused({"1.png": b"x", "m.csv": "file,label\n1.png,real\n./1.png,real\n1.png,ai\n"})
    assert error.code == "broken_table"
    assert "Line 4" in str(error)


def test_a_row_is_of_one_picture_only() -> None:
    """`a/1.png` is in the manifest, so its row says nothing of `b/1.png`; `2.png` has been moved."""
    tree = {**pictures("a/1.png", "b/1.png", "b/2.png"), "m.csv": "file,label\na/1.png,real\nold/2.png,ai\n"}
    with reading(tree) as reader:
        assert isinstance(reader.papers("a/1.png"), Papers)
        assert reader.papers("b/1.png") == Skip("unlabelled")
        assert isinstance(reader.papers("b/2.png"), Papers)


def test_archives_within_are_counted() -> None:
    with reading({**TREES["utkface"], "more.zip": b"x"}) as reader:
        assert reader.papers("more.zip") == Skip("archive")


def test_a_survey_does_not_grow_with_the_names() -> None:
    def entries() -> Iterator[Entry]:
        for number in range(20_000):
            yield Entry(f"{number:06}/a.jpg", 1)
            yield Entry(f"{number:06}/b.json", 1)
        yield Entry("top.csv", 1)

    survey, again = Survey(entries()), Survey(entries())
    assert (survey.files, survey.pictures) == (40_001, 20_000)
    assert len(survey.sample) == SAMPLE
    assert survey.sample == again.sample
    assert 0.4 < sum(name > "010000" for name in survey.sample) / SAMPLE < 0.6
    assert len(survey.tables) == MOST_TABLES
    assert survey.tables[0] == "top.csv"


@pytest.mark.parametrize(
    "free", ["CC0", "cc-by-4.0", "CC_BY_SA_4.0", "Public Domain Mark 1.0", "MIT", "Attribution License"]
)
def test_free_licences(free: str) -> None:
    assert not non_commercial(free)


@pytest.mark.parametrize(
    "restricted",
    [
        "",
        "CC BY-NC 4.0",
        "cc_by_nc_sa",
        "Attribution-NonCommercial License",
        "non-commercial research",
        "unknown",
        "Other",
    ],
)
def test_restricted_licences(restricted: str) -> None:
    assert non_commercial(restricted)
