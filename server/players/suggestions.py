"""Names offered to newcomers: two words, drawn at random."""

import random

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
