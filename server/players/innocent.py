"""What the lists of rude words must not refuse: names, places and words that contain a listed word, or are one."""

# Names at the beginning ("Dick Turpin"), or alone. Rude anywhere else, and in disguise.
FIRST = frozenset(("anal", "cock", "dick", "kike", "semen"))

# Names of people, as words of a name. Rude in disguise only.
NAMES = frozenset(("bich", "cocker", "cockers", "coon", "coons", "dicks", "dyke", "dykes", "fuk", "hooker", "marica"))

# Listed words that are fine on their own: names elsewhere, or hardly rude at all.
_WORDS = """
    bander bimbo bite bitte bonze bosser bourre bourree burro butt cailler chier concha conne cumming debil
    domination drague drogas duperele escort eunuch folle gerbe gerber hardcore heroina idiota infierno ische
    jajco jajeczko jajko jajo kimme kinky lolita lummel maciza maldito martillo meuf mose mufti octopussy orina
    panties peter pinche playboy poon popel poppen rosette scat simp skeet snatch suck sucks swinger tanche teuf
    topless trio trique twinkie veuve
    guro pipi santorum shota verga zizi
"""
WORDS = frozenset(_WORDS.split())

# Fine within any word.
_PARTS = """
    anali analis analu analuc annal asselborn asselin asselta babich bendick bombich braddick bitchener bundick burdick
    caddick chadick chinkiang cockcrow cockswain craddick cumberland cumbria cumiskey cumming cummins cummiskey cumpston
    cumquat cumulus dickason dickel dicken dickie dickins dickison dickman dickmann dickow dickson dickstein
    dykema dykeman edick eridanus fagan fagen fager fagerlund fagerstrom faggin fagnani faguet fagundes fosdick
    fukada fukano fukase fukuda fukumoto fukunaga fukuro gasmi gurganus haddick hanus herdick hrdlicka iannalo
    jedlicka lydick medick monegro murdick nordyke oceanus opdyke pandanus peniston penistone penniston platanus
    radich ranallo rapp reddick redick riddick roddick ruddick rudick schinke schinkel scunthorpe semenza
    semmens shiites slutsky slutzky sporn subich thorndyke titan titania tittle tittmann titus updyke vanall
    vanals vodicka wankel zadick
"""
PARTS = frozenset(_PARTS.split())

# What comes of a given name and an initial ("Ana L").
JOINED = frozenset(("anal",))

# Fine within a name in Chinese or Korean.
_UNSPACED_PARTS = """
    处女座 肥西 激情 成人 靠背 刚度 花柳 祖宗 老母鸡
    老二 后庭 九游 私服 密洞 他妈妈 老味 你全家 笨蛋 白痴
    野鸡 月经 包皮
    尼玛次 尼玛扎 尼玛多 尼玛卓 尼玛旺 尼玛顿 尼玛平 尼玛才 尼玛桑 尼玛坚 尼玛加 尼玛江 尼玛拉 尼玛泽
    유모 야사 고자 미친 에로 자위
"""
UNSPACED_PARTS = frozenset(_UNSPACED_PARTS.split())
