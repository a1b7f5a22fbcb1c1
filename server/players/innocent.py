"""What the lists of rude words must not refuse: names, places and words that contain a listed word, or are one."""

# Given names that are rude where no name stands: fine at the beginning of a name ("Dick Turpin"), or alone.
FIRST = frozenset(("dick",))

# Listed words that are fine on their own: names elsewhere, or hardly rude at all.
_WORDS = """
    bander bimbo bite bitte bonze bosser bourre bourree burro butt cailler chier concha conne cumming debil
    domination drague drogas duperele escort eunuch folle gerbe gerber hardcore heroina idiota infierno ische
    jajco jajeczko jajko jajo kimme kinky lolita lummel maciza maldito martillo meuf mose mufti octopussy orina
    panties peter pinche playboy poon popel poppen rosette scat simp skeet snatch suck sucks swinger tanche teuf
    topless trio trique twinkie veuve
"""
WORDS = frozenset(_WORDS.split())

# Fine within any word.
_PARTS = """
    anali analis analu analuc annal asselborn asselin asselta babich bendick bombich braddick bundick burdick
    caddick chadick cockcrow cockswain craddick cumberland cumbria cumiskey cumming cummins cummiskey cumpston
    cumquat cumulus dickason dickel dicken dickie dickins dickison dickman dickmann dickow dickson dickstein
    dykema dykeman edick eridanus fagan fagen fager fagerlund fagerstrom faggin fagnani faguet fagundes fosdick
    fukada fukano fukase fukuda fukumoto fukunaga fukuro gurganus haddick hanus herdick hrdlicka iannalo
    jedlicka lydick medick monegro murdick nordyke oceanus opdyke pandanus peniston penistone penniston platanus
    radich ranallo rapp reddick redick riddick roddick ruddick rudick schinke schinkel scunthorpe semenza
    semmens shiites slutsky slutzky sporn subich thorndyke titan titania tittle tittmann titus updyke vanall
    vanals vodicka wankel zadick
"""
PARTS = frozenset(_PARTS.split())

# Words as wholes that the English patterns refuse, though they are family names.
FAMILY = ("fu", "abo", "kanal")

# What comes of a given name and an initial ("Ana L").
JOINED = frozenset(("anal",))

# Fine within a name in Chinese or Korean.
_UNSPACED_PARTS = """
    处女座 肥西 激情 成人 靠背 刚度 花柳 祖宗 老母鸡
    老二 后庭 九游 私服 密洞 他妈妈 老味 你全家 笨蛋 白痴
    野鸡 月经 包皮
    유모 야사 고자 미친 에로 자위
"""
UNSPACED_PARTS = frozenset(_UNSPACED_PARTS.split())
