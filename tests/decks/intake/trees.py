"""Small trees with the real names of data sets, and a source that holds one. Contents of pictures matter to nobody."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from server.decks.intake.layouts import Reader, recognised
from server.decks.intake.sources import Content, Entry, Source
from server.decks.intake.survey import Survey

Tree = Mapping[str, bytes | str]


class TreeSource:
    """A source in memory."""

    def __init__(self, tree: Tree, label: str = "download") -> None:
        self.label = label
        self._files = {name: data.encode() if isinstance(data, str) else data for name, data in tree.items()}

    def entries(self) -> Iterator[Entry]:
        return (Entry(name, len(data)) for name, data in self._files.items())

    def read(self) -> Iterator[tuple[Entry, Content]]:
        return ((entry, partial(self._files.__getitem__, entry.name)) for entry in self.entries())

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._files[name])


def read(source: Source, wanted: Callable[[Entry], bool]) -> Iterator[tuple[Entry, bytes | None]]:
    """What is wanted, with its contents."""
    return ((entry, content()) for entry, content in source.read() if wanted(entry))


@contextmanager
def reading(tree: Tree, label: str = "download", *, preset: str = "", truth: str = "") -> Iterator[Reader]:
    """Read a tree as an import does."""
    source = TreeSource(tree, label)
    with recognised(source, Survey(source.entries()), preset=preset, truth=truth) as reader:
        yield reader


def pictures(*names: str) -> dict[str, bytes | str]:
    return dict.fromkeys(names, b"x")


UTKFACE_CHIPS = (
    "26_0_0_20170117174205105.jpg.chip.jpg",
    "116_1_2_20170112213001988.jpg.chip.jpg",
    "9_1_4_20161223231521065.jpg.chip.jpg",
    "1_0_3_20161219200527012.jpg.chip.jpg",
)
UTKFACE_MISSPELT = (
    "61_1_20170109142408075.jpg.chip.jpg",
    "61_1_20170109150557335.jpg.chip.jpg",
    "39_1_20170116174525125.jpg.chip.jpg",
    "24_0_1_20170116220224657 .jpg.chip.jpg",
    "55_0_0_20170116232725357jpg.chip.jpg",
)
MILLION = ("A8L7FAX8IB.jpg", "0RUIRBR4Z9.jpg", "KR9S556AEK.jpg")
DFF = ("00/10049200_1891-09-16_1958.jpg", "13/28600213_1963-01-01_2013.jpg")
FFHQ_LICENCES = {
    "0": ("Attribution-NonCommercial License", "https://creativecommons.org/licenses/by-nc/2.0/"),
    "1": ("Attribution License", "https://creativecommons.org/licenses/by/2.0/"),
    "1000": ("Public Domain Mark", "https://creativecommons.org/publicdomain/mark/1.0/"),
    "1001": ("Public Domain Dedication (CC0)", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "2000": ("United States Government Work", "http://www.usa.gov/copyright.shtml"),
}
FFHQ_JSON = json.dumps(
    {
        key: {
            "category": "training",
            "metadata": {
                "photo_url": f"https://www.flickr.com/photos/{key}/",
                "author": f"Author {key}",
                "license": licence,
                "license_url": url,
            },
            "image": {"file_path": f"images1024x1024/{int(key):05}.png", "face_landmarks": [[131.62, 453.8]] * 68},
        }
        for key, (licence, url) in FFHQ_LICENCES.items()
    }
)
T2I_TABLE = (
    "image_filename,model_used,text_prompt,configs\n"
    'FLUX1_pro_image_0000001.jpg,FLUX1_pro,"A face, close\nup","{""seed"": 1}"\n'
    "SDXL_image_0000002.jpg,SDXL,Another,{}\n"
)
COLUMNS_140K = ",original_path,id,label,label_str,path\n"
MANIFEST = (
    "file,label,kind,generator,source,licence,credit,group,age,gender,race,note\n"
    "a/1.jpg,real,,,A set,CC BY 4.0,Ann,p1,34,female,Black,x\n"
    "a/2.jpg,ai,gan,StyleGAN3,A set,CC BY-NC 4.0,,,,,,\n"
    "b/1.jpg,AI,,Flux,,CC0,,,,,,\n"
    "b/3.jpg,edited,swap,,,,,,,,,\n"
)

# layout -> tree; after a slash, which of its trees it is.
TREES: dict[str, Tree] = {
    "utkface": pictures(*(f"UTKFace/{name}" for name in (*UTKFACE_CHIPS, *UTKFACE_MISSPELT))),
    "utkface/kaggle": pictures(
        *(f"UTKFace/{name}" for name in UTKFACE_CHIPS),
        *(f"crop_part1/{name}" for name in UTKFACE_CHIPS[:2]),
        *(f"utkface_aligned_cropped/UTKFace/{name}" for name in (*UTKFACE_CHIPS, *UTKFACE_MISSPELT)),
        *(f"utkface_aligned_cropped/crop_part1/{name}" for name in UTKFACE_CHIPS[:2]),
    ),
    "utkface/wild": pictures("part1/9_1_2_20161219204347420.jpg", "part3/101_0_0_20170112213500903.jpg"),
    "1m_faces": pictures(*(f"1m_faces_00/{name}" for name in MILLION)),
    "1m_faces/kaggle": pictures(*(f"1m_faces_00_01_02_03/1m_faces_00_01_02_03/1m_faces_02/{name}" for name in MILLION)),
    "140k": {
        **pictures(*(f"real_vs_fake/real-vs-fake/{split}/real/30149.jpg" for split in ("train", "valid", "test"))),
        **pictures("real_vs_fake/real-vs-fake/train/fake/JDC7LPCORE.jpg"),
        "train.csv": COLUMNS_140K
        + "0,/kaggle/input/flickrfaceshq-dataset-nvidia-part-7/30149.png,30149,1,real,train/real/30149.jpg\n"
        + "1,/kaggle/input/1-million-fake-faces/1m_faces_08/JDC7LPCORE.jpg,JDC7LPCORE,0,fake,"
        + "train/fake/JDC7LPCORE.jpg\n",
    },
    "140k/folders": pictures(
        "real_vs_fake/real-vs-fake/test/real/16037.jpg", "real_vs_fake/real-vs-fake/test/fake/HX8ZEK7FVO.jpg"
    ),
    "ciplab": pictures(
        *("real_and_fake_face/training_real/real_00001.jpg", "real_and_fake_face/training_real/real_01081.jpg"),
        *(f"real_and_fake_face/training_fake/{name}.jpg" for name in ("easy_1_1110", "mid_104_0111", "hard_99_1000")),
    ),
    "ffhq": {
        **pictures(
            *(f"thumbnails128x128/{int(key) // 1000 * 1000:05}/{int(key):05}.png" for key in FFHQ_LICENCES),
            "thumbnails128x128/69000/69999.png",
        ),
        "thumbnails128x128/LICENSE.txt": "x",
        "ffhq-dataset-v2.json": FFHQ_JSON,
    },
    "ffhq/images": pictures("images1024x1024/00000/00000.png", "images1024x1024/01000/01001.png"),
    "deepfakeface": pictures(
        *(f"{part}/{name}" for part in ("wiki", "inpainting", "text2img", "insight") for name in DFF)
    ),
    "sfhq": {
        **pictures("images/SFHQ_pt1_00000001.jpg", "images/SFHQ_pt4_00125754.jpg"),
        **pictures("segmentations/SFHQ_pt1_00000001.png", "landmarks/SFHQ_pt1_00000001.png"),
        "pretrained_features/clip.h5": b"x",
    },
    "sfhq_t2i": {
        **pictures("images/FLUX1_pro_image_0000001.jpg", "images/SDXL_image_0000002.jpg"),
        **pictures("images/DALLE3_image_0000003.jpg", "images/else.jpg", "segmentations/SDXL_image_0000002.png"),
        "SFHQ_T2I_dataset.csv": T2I_TABLE,
    },
    "genimage": pictures(
        "Midjourney/imagenet_midjourney/train/ai/6_midjourney_149.png",
        "Midjourney/imagenet_midjourney/val/nature/ILSVRC2012_val_00000024.JPEG",
        "BigGAN/imagenet_ai_0419_biggan/train/ai/000_biggan_00001.png",
        "Stable Diffusion V1.4/imagenet_ai_0419_sdv4/val/ai/001_sdv4_00152.png",
        "FaceModel 9/part one/train/ai/1.png",
    ),
    "deepfake_and_real_images": pictures(
        *(f"Dataset/{split}/Real/real_0.jpg" for split in ("Train", "Validation", "Test")),
        *(f"Dataset/{split}/Fake/fake_0.jpg" for split in ("Train", "Validation", "Test")),
    ),
    "imagefolder": pictures(*(f"{split}/{label}/0.png" for split in ("train", "test") for label in ("real", "fake"))),
    "imagefolder/csv": {
        **pictures("train/0.png", "train/1.png", "test/0.png"),
        "train/metadata.csv": "file_name,label\n0.png,real\n1.png,fake\n",
        "test/metadata.csv": "file_name,label\n0.png,fake\n",
    },
    "imagefolder/jsonl": {
        **pictures("train/real/0.png", "train/real/1.png"),
        "train/metadata.jsonl": '{"file_name": "real/0.png", "label": "fake"}\n{"file_name": "real/1.png"}\n',
    },
    "manifest": {**pictures("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg"), "manifest.csv": MANIFEST},
}
