"""French figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, below_million, listed

SMALL = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
TENS = ["x", "x", "vingt", "trente", "quarante", "cinquante", "soixante"]
FEMININE = (
    "tion",
    "tions",
    "ée",
    "ées",
    "té",
    "elle",
    "elles",
    "ette",
    "ettes",
    "euse",
    "heure",
    "heures",
    "minute",
    "minutes",
    "seconde",
    "secondes",
    "semaine",
    "semaines",
    "fois",
    "série",
    "séries",
    "livre",
    "livres",
    "pompe",
    "pompes",
    "page",
    "pages",
    "chose",
    "choses",
    "calorie",
    "calories",
    "année",
    "années",
    "erreur",
)


def cardinal(number: int) -> str:
    """`deux cent cinq`."""
    for size, one, many in ((10**9, "milliard", "milliards"), (10**6, "million", "millions")):
        if number >= size:
            count, rest = divmod(number, size)
            said = f"{cardinal(count)} {one if count == 1 else many}"
            return said + (f" {cardinal(rest)}" if rest else "")
    return below_million(
        number,
        _hundreds,
        lambda n: (
            "mille"
            if n == 1
            else f"{_hundreds(n).removesuffix('s')} mille"
            if n % 100 in (0, 80)
            else f"{_hundreds(n)} mille"
        ),
    )


def counted(number: int, noun: str) -> str:
    """`une minute`."""
    said = cardinal(number)
    return said + "e" if said.split()[-1] == "un" and noun.lower().endswith(FEMININE) else said


def ordinal(number: int, feminine: bool = False) -> str:
    """`premier`, `première`, `troisième`."""
    if number == 1:
        return "première" if feminine else "premier"
    said = cardinal(number)
    said = {"cinq": "cinqu", "neuf": "neuv"}.get(
        said, said.removesuffix("e").removesuffix("s") if said != "trois" else said
    )
    return said + "ième"


def clock(hours: int, minutes: int, half: str) -> str:
    """`sept heures trente`."""
    said = "une heure" if hours == 1 else f"{cardinal(hours)} heures"
    said += f" {cardinal(minutes)}" if minutes else ""
    return said + {"am": " du matin", "pm": " de l'après-midi"}.get(half, "")


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds:
        parts.append("cent" if hundreds == 1 else f"{SMALL[hundreds]} cent" + ("" if rest else "s"))
    return " ".join(parts + ([_tens(rest)] if rest or not parts else []))


def _tens(number: int) -> str:
    if number < 20:
        return SMALL[number]
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{SMALL[number - 80]}"
    tens = min(number // 10, 6)
    rest = number - tens * 10
    link = " et " if rest in (1, 11) else "-"
    return TENS[tens] + (f"{link}{SMALL[rest]}" if rest else "")


PACK = Pack(
    cardinal=cardinal,
    counted=counted,
    ordinal=ordinal,
    year=cardinal,
    clock=clock,
    decimal_comma=True,
    point="virgule",
    signs={
        "%": "pour cent",
        "&": "et",
        "+": "plus",
        "@": "arobase",
        "#": "hashtag",
        "=": "égale",
        "/": "barre",
        ".": "point",
        "×": "fois",
        "-": "moins",
        "–": "à",
        "~": "environ",
        "<": "moins de",
        ">": "plus de",
    },
    units={
        "kg": ("kilo", "kilos"),
        "g": ("gramme", "grammes"),
        "mg": ("milligramme", "milligrammes"),
        "km": ("kilomètre", "kilomètres"),
        "m": ("mètre", "mètres"),
        "cm": ("centimètre", "centimètres"),
        "mm": ("millimètre", "millimètres"),
        "l": ("litre", "litres"),
        "ml": ("millilitre", "millilitres"),
        "cl": ("centilitre", "centilitres"),
        "h": ("heure", "heures"),
        "min": ("minute", "minutes"),
        "s": ("seconde", "secondes"),
        "km/h": ("kilomètre heure", "kilomètres heure"),
        "kcal": ("kilocalorie", "kilocalories"),
        "cal": ("calorie", "calories"),
        "°c": ("degré", "degrés"),
        "°f": ("degré Fahrenheit", "degrés Fahrenheit"),
        "°": ("degré", "degrés"),
        "go": ("gigaoctet", "gigaoctets"),
        "mo": ("mégaoctet", "mégaoctets"),
    },
    money={
        "€": Money("euro", "euros", "centime", "centimes"),
        "EUR": Money("euro", "euros", "centime", "centimes"),
        "$": Money("dollar", "dollars", "cent", "cents"),
        "USD": Money("dollar", "dollars", "cent", "cents"),
        "£": Money("livre", "livres"),
        "₹": Money("roupie", "roupies"),
    },
    scales={"k": ("mille", "mille"), "m": ("million", "millions")},
    scale_words=frozenset({"mille", "million", "millions", "milliard", "milliards"}),
    money_link="de",
    short={
        "m.": "monsieur",
        "mme": "madame",
        "mme.": "madame",
        "mlle": "mademoiselle",
        "dr": "docteur",
        "dr.": "docteur",
        "etc.": "et cetera",
        "etc": "et cetera",
        "ex.": "exemple",
        "p.ex.": "par exemple",
        "env.": "environ",
        "max.": "maximum",
        "min.": "minimum",
        "vs": "contre",
        "vs.": "contre",
        "n°": "numéro",
        "ok": "okay",
    },
    letters=dict(
        zip(
            "abcdefghijklmnopqrstuvwxyz",
            listed(
                "a bé cé dé e effe gé ache i ji ka elle emme enne o pé ku erre esse té u vé double-vé ixe i-grec zède"
            ),
            strict=True,
        )
    ),
    ordinal_suffixes={
        "er": False,
        "ère": True,
        "re": True,
        "e": False,
        "è": False,
        "ème": False,
        "eme": False,
        "nd": False,
    },
    said_as_words={"HIIT": "hit", "ONU": "onu", "OTAN": "otan", "COVID": "covid"},
    cents_after="",
    cents_named=False,
    fractions={
        "1/2": "un demi",
        "½": "un demi",
        "1/4": "un quart",
        "¼": "un quart",
        "3/4": "trois quarts",
        "¾": "trois quarts",
        "1/3": "un tiers",
        "2/3": "deux tiers",
        "24/7": "vingt-quatre sept",
    },
)
