"""What players may be called: names offered to newcomers, and what is left of a name that somebody typed."""

import random
import unicodedata

NAME_LENGTH = 20  # characters, counted as code points
MOST_MARKS = 3  # combining marks in a row; living scripts need no more, towers of them climb out of their line

# Drawn as nothing although their category says letter, symbol or mark: a name of these would be invisible, and
# one of these inside a name makes a double of somebody else's.
INVISIBLE = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0x1BCA0, 0x1BCA4),
        *range(0x1D173, 0x1D17B),
        *range(0xE0000, 0xE1000),
    ]
)

# Adjectives, nouns.
ENGLISH = (
    """
    amber brisk calm candid clever copper coral curious dapper daring eager early fabled faint gentle gilded golden
    hazel hidden honest indigo ivory jolly keen lively lucid lunar marble mellow merry misty nimble noble opal patient
    pearl placid quick quiet rapid rustic satin scarlet silent silver sincere sleepy solar steady subtle sunny tidy
    velvet vivid wily witty
    """,
    """
    badger beacon bishop canvas comet condor crane easel falcon ferret finch fossil fox gecko harbour hawk heron ibis
    jackal juniper kestrel lantern lens lynx magpie mantis maple marten meadow mirror moth muse osprey otter owl panther
    parrot pebble pigeon portrait prism puffin quartz raven robin sable sketch sparrow spruce stoat swift thistle tiger
    vole weasel willow wren
    """,
)
CHINESE = (
    """
    安静 温柔 机灵 勇敢 好奇 明亮 神秘 敏锐 快乐 悠闲 淡定 耐心 轻盈 真诚 灿烂 沉稳 活泼 清澈 遥远 朦胧
    闪亮 倔强 慵懒 聪慧 从容 自在 低调 热心 挑剔 细心
    """,
    """
    镜头 苍鹭 画笔 狐狸 灯塔 云雀 水獭 画框 海豚 松鼠 猫头鹰 胶片 彗星 琥珀 麋鹿 刺猬 蜂鸟 棱镜 雕像 山猫
    影子 月亮 枫叶 鲸鱼 信鸽 白鹤 石榴 翠鸟 面具 侦探
    """,
)


def suggest(rng: random.Random, language: str) -> str:
    """Return a name of two words in the language (a code such as `en` or `zh-hans`)."""
    if language.lower().startswith("zh"):
        return "的".join(rng.choice(words.split()) for words in CHINESE)
    return " ".join(rng.choice(words.split()) for words in ENGLISH)


def clean_name(raw: str) -> str | None:
    """Return the name as it is shown, 1 to 20 characters, or None when nothing to see is left.

    Compatibility forms are folded (NFKC); control, direction, zero-width, private and unassigned characters are
    dropped; white space is collapsed; what is too long is cut. Cleaning a clean name changes nothing.
    """
    # Long before normalising: some characters unfold to eighteen.
    text = unicodedata.normalize("NFKC", raw[: NAME_LENGTH * 50])
    text = "".join(" " if char.isspace() else char for char in text if char.isspace() or _visible(char))
    text = " ".join(_without_towers(unicodedata.normalize("NFKC", text)).split())
    text = text[:NAME_LENGTH].rstrip()
    return text if any(unicodedata.category(char)[0] in "LNPS" for char in text) else None


def _visible(char: str) -> bool:
    return unicodedata.category(char)[0] != "C" and ord(char) not in INVISIBLE


def _without_towers(text: str) -> str:
    kept: list[str] = []
    marks = MOST_MARKS  # a mark without a character under it is dropped
    for char in text:
        if unicodedata.category(char) in {"Mn", "Me"}:
            marks += 1
        else:
            marks = MOST_MARKS if char == " " else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
