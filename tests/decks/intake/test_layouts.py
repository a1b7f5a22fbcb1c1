"""What each data set says of its pictures, and that each is taken for itself."""

from server.decks.intake.papers import Papers, Skip
from server.decks.models import Face
from tests.decks.intake.trees import (
    DFF,
    MILLION,
    TREES,
    UTKFACE_CHIPS,
    UTKFACE_MISSPELT,
    Tree,
    pictures,
    reading,
)

Truth, Kind = Face.Truth, Face.Kind


def told(tree: Tree, name: str, label: str = "download", *, preset: str = "", truth: str = "") -> Papers | Skip:
    with reading(tree, label, preset=preset, truth=truth) as reader:
        return reader.papers(name)


def papers(tree: Tree, name: str, label: str = "download", *, preset: str = "", truth: str = "") -> Papers:
    found = told(tree, name, label, preset=preset, truth=truth)
    assert isinstance(found, Papers), found
    return found


def known(found: Papers) -> tuple[int | None, str, str]:
    return found.age, found.gender, found.race


def test_utkface_names_tell_age_gender_and_race() -> None:
    for key, folder in (("utkface", "UTKFace"), ("utkface/kaggle", "utkface_aligned_cropped/UTKFace")):
        with reading(TREES[key]) as reader:
            found = [reader.papers(f"{folder}/{name}") for name in UTKFACE_CHIPS]
        assert [known(each) for each in found if isinstance(each, Papers)] == [
            (26, "male", "White"),
            (116, "female", "Asian"),
            (9, "female", "Others"),
            (1, "male", "Indian"),
        ]
        assert {(each.truth, each.kind, each.non_commercial) for each in found if isinstance(each, Papers)} == {
            (Truth.REAL, Kind.PHOTO, True)
        }


def test_utkface_takes_misspelt_names_and_knows_nothing_of_who_is_in_them() -> None:
    for name in UTKFACE_MISSPELT:
        found = papers(TREES["utkface"], f"UTKFace/{name}")
        assert (found.truth, *known(found)) == (Truth.REAL, None, "", "")


def test_utkface_in_the_wild_and_its_limits() -> None:
    tree = TREES["utkface/wild"]
    assert known(papers(tree, "part3/101_0_0_20170112213500903.jpg")) == (101, "male", "White")
    assert known(papers(tree, "part1/117_0_0_20170112213500903.jpg")) == (None, "", "")
    assert told(tree, "part1/holiday.jpg") == Skip("bad_name")
    assert told(tree, "landmark_list_part1.txt") == Skip("")


def test_million_fake_faces_in_every_wrapping() -> None:
    for tree, name, label in (
        (TREES["1m_faces"], f"1m_faces_00/{MILLION[0]}", "1m_faces_00"),
        (TREES["1m_faces/kaggle"], f"1m_faces_00_01_02_03/1m_faces_00_01_02_03/1m_faces_02/{MILLION[0]}", "archive"),
        (pictures(*MILLION), MILLION[0], "1m_faces_07"),
    ):
        found = papers(tree, name, label)
        assert (found.truth, found.kind, found.generator) == (Truth.AI, Kind.GAN, "StyleGAN")
        assert (found.licence, found.non_commercial) == ("CC BY-NC 4.0", True)
    assert told(TREES["1m_faces"], "1m_faces_00/me.jpg") == Skip("bad_name")


def test_140k_folders_and_tables() -> None:
    for key, split in (("140k", "train"), ("140k/folders", "test")):
        folder = f"real_vs_fake/real-vs-fake/{split}"
        real, ai = papers(TREES[key], f"{folder}/real/30149.jpg"), papers(TREES[key], f"{folder}/fake/JDC7LPCORE.jpg")
        assert (real.truth, real.kind, real.licence) == (Truth.REAL, Kind.PHOTO, "CC BY-NC-SA 4.0")
        assert (ai.truth, ai.kind, ai.generator, ai.licence) == (Truth.AI, Kind.GAN, "StyleGAN", "CC BY-NC 4.0")
        assert real.non_commercial
        assert ai.non_commercial
    assert told(TREES["140k"], "elsewhere/x.jpg") == Skip("unlabelled")


def test_140k_tables_win_over_folders_and_their_words_over_numbers() -> None:
    header = ",original_path,id,label,label_str,path\n"
    tree = {
        **pictures("train/fake/1.jpg", "train/fake/2.jpg", "train/fake/3.jpg"),
        "train.csv": header + "0,,1,1,,train/fake/1.jpg\n1,,2,0,real,train/fake/2.jpg\n2,,3,0,,train/fake/3.jpg\n",
    }
    truths = [papers(tree, f"train/fake/{number}.jpg").truth for number in (1, 2, 3)]
    assert truths == [Truth.REAL, Truth.REAL, Truth.AI]


def test_ciplab_fakes_are_edited_photographs() -> None:
    folder = "real_and_fake_face"
    real = papers(TREES["ciplab"], f"{folder}/training_real/real_00001.jpg")
    edited = papers(TREES["ciplab"], f"{folder}/training_fake/mid_104_0111.jpg")
    assert (real.truth, real.kind) == (Truth.REAL, Kind.PHOTO)
    assert (edited.truth, edited.kind) == (Truth.EDITED, Kind.EDITED)
    assert told(TREES["ciplab"], f"{folder}/training_fake/x.jpg") == Skip("bad_name")


def test_ffhq_author_and_licence_of_each_picture() -> None:
    folder = "thumbnails128x128"
    with reading(TREES["ffhq"]) as reader:
        found = {
            number: reader.papers(f"{folder}/{number[:2]}000/{number}.png")
            for number in ("00000", "00001", "01000", "01001", "02000", "69999")
        }
    terms = {number: (each.licence, each.non_commercial) for number, each in found.items() if isinstance(each, Papers)}
    unknown = terms.pop("69999")
    assert terms == {
        "00000": ("CC BY-NC 2.0", True),
        "00001": ("CC BY 2.0", False),
        "01000": ("Public Domain Mark 1.0", False),
        "01001": ("CC0 1.0", False),
        "02000": ("U.S. Government Work", False),
    }
    assert unknown[1], "what nobody knows is not free"
    assert found["00001"].credit == "Author 1, https://www.flickr.com/photos/1/"


def test_ffhq_without_its_json_is_not_free() -> None:
    found = papers(TREES["ffhq/images"], "images1024x1024/01000/01001.png")
    assert (found.truth, found.non_commercial) == (Truth.REAL, True)
    assert papers(pictures("00001.png"), "00001.png", preset="ffhq").truth == Truth.REAL


def test_deepfakeface_pairs_and_truths() -> None:
    with reading(TREES["deepfakeface"]) as reader:
        found = {part: reader.papers(f"{part}/{DFF[0]}") for part in ("wiki", "inpainting", "text2img", "insight")}
    assert {part: (each.truth, each.kind) for part, each in found.items()} == {
        "wiki": (Truth.REAL, Kind.PHOTO),
        "inpainting": (Truth.AI, Kind.DIFFUSION),
        "text2img": (Truth.AI, Kind.DIFFUSION),
        "insight": (Truth.EDITED, Kind.SWAP),
    }
    assert len({each.pair for each in found.values()}) == len({each.group for each in found.values()}) == 1
    other = papers(TREES["deepfakeface"], f"wiki/{DFF[1]}")
    assert other.pair not in ("", found["wiki"].pair)
    assert other.group not in ("", found["wiki"].group)


def test_deepfakeface_archive_is_known_by_its_own_name() -> None:
    for label, truth in (("wiki", Truth.REAL), ("text2img", Truth.AI), ("insight", Truth.EDITED)):
        found = papers(pictures(*DFF), DFF[0], label)
        assert found.truth == truth
        assert found.pair == papers(TREES["deepfakeface"], f"wiki/{DFF[0]}").pair
    assert told(pictures(*DFF), DFF[0], "else", preset="deepfakeface") == Skip("unlabelled")


def test_sfhq_leaves_maps_and_landmarks() -> None:
    found = papers(TREES["sfhq"], "images/SFHQ_pt4_00125754.jpg")
    assert (found.truth, found.generator, found.source) == (Truth.AI, "StyleGAN2", "SFHQ, part 4")
    assert told(TREES["sfhq"], "segmentations/SFHQ_pt1_00000001.png") == Skip("segmentation")
    assert told(TREES["sfhq"], "landmarks/SFHQ_pt1_00000001.png") == Skip("annotation")
    assert told(TREES["sfhq"], "pretrained_features/clip.h5") == Skip("")


def test_sfhq_t2i_model_of_each_picture() -> None:
    with reading(TREES["sfhq_t2i"]) as reader:
        names = ("FLUX1_pro_image_0000001", "SDXL_image_0000002", "DALLE3_image_0000003")
        found = [reader.papers(f"images/{name}.jpg") for name in names]
        assert reader.papers("images/else.jpg") == Skip("bad_name")
        assert reader.papers("segmentations/SDXL_image_0000002.png") == Skip("segmentation")
    assert [each.generator for each in found if isinstance(each, Papers)] == ["FLUX1_pro", "SDXL", ""]
    assert {(each.truth, each.kind) for each in found if isinstance(each, Papers)} == {(Truth.AI, Kind.DIFFUSION)}


def test_genimage_generators_are_folders() -> None:
    with reading(TREES["genimage"]) as reader:
        found = [reader.papers(name) for name in TREES["genimage"]]
    assert [(each.truth, each.kind, each.generator, each.source) for each in found if isinstance(each, Papers)] == [
        (Truth.AI, Kind.DIFFUSION, "Midjourney", "GenImage"),
        (Truth.REAL, Kind.PHOTO, "", "GenImage"),
        (Truth.AI, Kind.GAN, "BigGAN", "GenImage"),
        (Truth.AI, Kind.DIFFUSION, "Stable Diffusion 1.4", "GenImage"),
        (Truth.AI, Kind.DIFFUSION, "FaceModel 9", "download"),
    ]
    bare = pictures("train/ai/1.png", "val/nature/2.png")
    assert papers(bare, "train/ai/1.png", "imagenet_ai_0424_wukong").generator == "Wukong"


def test_deepfake_and_real_in_any_case() -> None:
    tree = TREES["deepfake_and_real_images"]
    assert papers(tree, "Dataset/Validation/Real/real_0.jpg").truth == Truth.REAL
    assert papers(tree, "Dataset/Test/Fake/fake_0.jpg").truth == Truth.AI
    lower = pictures("train/real/real_0.jpg", "validation/fake/fake_0.jpg")
    assert papers(lower, "validation/fake/fake_0.jpg", "dataset").source == "Deepfake and Real Images"


def test_imagefolder_nearest_folder_that_is_a_label() -> None:
    tree = pictures("fake/x/Real Faces/1.png", "train/0_real/2.png", "AI-generated/stylegan2/3.png", "misc/4.png")
    with reading(tree, "real") as reader:
        found = [reader.papers(name) for name in tree]
    assert [(each.truth, each.kind) if isinstance(each, Papers) else each for each in found] == [
        (Truth.REAL, Kind.PHOTO),
        (Truth.REAL, Kind.PHOTO),
        (Truth.AI, Kind.GAN),
        Skip("unlabelled"),
    ]


def test_imagefolder_metadata_wins_over_folders() -> None:
    with reading(TREES["imagefolder/csv"]) as reader:
        truths = {name: reader.papers(f"{name}.png").truth for name in ("train/0", "train/1", "test/0")}
    assert truths == {"train/0": Truth.REAL, "train/1": Truth.AI, "test/0": Truth.AI}
    assert papers(TREES["imagefolder/jsonl"], "train/real/0.png").truth == Truth.AI
    assert papers(TREES["imagefolder/jsonl"], "train/real/1.png").truth == Truth.REAL


def test_imagefolder_reads_words_before_numbers() -> None:
    tree = {**pictures("1.png"), "metadata.csv": "file_name,label,label_str,license\n1.png,0,real,CC BY 4.0\n"}
    found = papers(tree, "1.png")
    assert (found.truth, found.licence, found.non_commercial) == (Truth.REAL, "CC BY 4.0", False)


def test_manifest_says_all() -> None:
    with reading(TREES["manifest"]) as reader:
        found = {name: reader.papers(name) for name in TREES["manifest"]}
    assert found["a/1.jpg"] == Papers(
        *(Truth.REAL, Kind.PHOTO, "A set", "CC BY 4.0"),
        credit="Ann",
        group="p1",
        age=34,
        gender="female",
        race="Black",
    )
    assert found["a/2.jpg"] == Papers(Truth.AI, Kind.GAN, "A set", "CC BY-NC 4.0", "StyleGAN3", non_commercial=True)
    assert found["b/1.jpg"] == Papers(Truth.AI, Kind.DIFFUSION, "download", "CC0", "Flux")
    assert found["b/2.jpg"] == Skip("unlabelled")
    assert found["b/3.jpg"] == Papers(
        Truth.EDITED, Kind.SWAP, "download", "not stated by the data set", non_commercial=True
    )
    assert found["manifest.csv"] == Skip("")
