"""Spanish figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, below_million, listed

SMALL = listed(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
)
TENS = ["x", "x", "x", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
HUNDREDS = listed(
    "x ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)
ORDINALS = listed("x primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo")
FEMININE = ("a", "as", "ión", "iones", "dad", "dades", "tud")


def cardinal(number: int) -> str:
    """`doscientos cinco`."""
    if number >= 10**6:
        millions, rest = divmod(number, 10**6)
        said = "un millón" if millions == 1 else f"{_shortened(cardinal(millions))} millones"
        return said + (f" {cardinal(rest)}" if rest else "")
    return below_million(number, _hundreds, lambda n: "mil" if n == 1 else f"{_shortened(_hundreds(n))} mil")


def counted(number: int, noun: str) -> str:
    """`un minuto`, `veintiuna flexiones`, `doscientas calorías`."""
    said = cardinal(number)
    if noun.lower().endswith(FEMININE) and noun.lower() not in ("día", "días"):
        said = said.replace("cientos", "cientas").replace("quinientos", "quinientas")
        return said[:-1] + "a" if said.endswith("uno") else said
    return _shortened(said)


def ordinal(number: int, feminine: bool = False) -> str:
    """`tercero`, `tercera`; above twelve the cardinal, as people say."""
    if number >= len(ORDINALS):
        return cardinal(number)
    return ORDINALS[number][:-1] + "a" if feminine else ORDINALS[number]


def clock(hours: int, minutes: int, half: str) -> str:
    """`siete y treinta`."""
    hour = "una" if hours == 1 else cardinal(hours)
    said = hour + (f" y {cardinal(minutes)}" if minutes else "")
    return said + {"am": " de la mañana", "pm": " de la tarde"}.get(half, "")


def _shortened(said: str) -> str:
    if said.endswith("veintiuno"):
        return said[:-3] + "ún"
    return said[:-1] if said.endswith("uno") else said


def _hundreds(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    parts = [HUNDREDS[hundreds]] if hundreds else []
    return " ".join(parts + ([_tens(rest)] if rest or not parts else []))


def _tens(number: int) -> str:
    if number < 30:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f" y {SMALL[ones]}" if ones else "")


PACK = Pack(
    cardinal=cardinal,
    counted=counted,
    ordinal=ordinal,
    year=cardinal,
    clock=clock,
    decimal_comma=True,
    point="coma",
    signs={
        "%": "por ciento",
        "&": "y",
        "+": "más",
        "@": "arroba",
        "#": "hashtag",
        "=": "igual a",
        "/": "barra",
        ".": "punto",
        "×": "por",
        "-": "menos",
        "–": "a",
        "~": "unos",
        "<": "menos de",
        ">": "más de",
    },
    units={
        "kg": ("kilo", "kilos"),
        "g": ("gramo", "gramos"),
        "mg": ("miligramo", "miligramos"),
        "km": ("kilómetro", "kilómetros"),
        "m": ("metro", "metros"),
        "cm": ("centímetro", "centímetros"),
        "mm": ("milímetro", "milímetros"),
        "l": ("litro", "litros"),
        "ml": ("mililitro", "mililitros"),
        "h": ("hora", "horas"),
        "min": ("minuto", "minutos"),
        "s": ("segundo", "segundos"),
        "seg": ("segundo", "segundos"),
        "km/h": ("kilómetro por hora", "kilómetros por hora"),
        "kcal": ("kilocaloría", "kilocalorías"),
        "cal": ("caloría", "calorías"),
        "°c": ("grado", "grados"),
        "°f": ("grado Fahrenheit", "grados Fahrenheit"),
        "°": ("grado", "grados"),
        "gb": ("giga", "gigas"),
        "mb": ("mega", "megas"),
    },
    money={
        "$": Money("dólar", "dólares", "centavo", "centavos"),
        "USD": Money("dólar", "dólares", "centavo", "centavos"),
        "€": Money("euro", "euros", "céntimo", "céntimos"),
        "EUR": Money("euro", "euros", "céntimo", "céntimos"),
        "£": Money("libra", "libras", "penique", "peniques"),
        "₹": Money("rupia", "rupias"),
        "MXN": Money("peso", "pesos"),
    },
    scales={"k": ("mil", "mil"), "m": ("millón", "millones")},
    scale_words=frozenset({"mil", "millón", "millones"}),
    money_link="de",
    short={
        "dr.": "doctor",
        "dra.": "doctora",
        "sr.": "señor",
        "sra.": "señora",
        "ud.": "usted",
        "uds.": "ustedes",
        "etc.": "etcétera",
        "etc": "etcétera",
        "vs": "versus",
        "vs.": "versus",
        "p.ej.": "por ejemplo",
        "ej.": "ejemplo",
        "aprox.": "aproximadamente",
        "máx.": "máximo",
        "mín.": "mínimo",
        "núm.": "número",
        "ee.uu.": "Estados Unidos",
        "ok": "okey",
    },
    letters=dict(
        zip(
            "abcdefghijklmnñopqrstuvwxyz",
            listed(
                "a be ce de e efe ge hache i jota ca ele eme ene eñe o pe cu erre ese te u uve doble-ve equis ye zeta"
            ),
            strict=True,
        )
    ),
    ordinal_suffixes={
        "º": False,
        "ª": True,
        "er": False,
        "ero": False,
        "do": False,
        "ra": True,
        "da": True,
        ".º": False,
        ".ª": True,
    },
    said_as_words={"HIIT": "jit", "ONU": "onu", "OTAN": "otan", "DIY": "de i i griega"},
    cents_after="con",
    fractions={
        "1/2": "medio",
        "½": "medio",
        "1/4": "un cuarto",
        "¼": "un cuarto",
        "3/4": "tres cuartos",
        "¾": "tres cuartos",
        "1/3": "un tercio",
        "2/3": "dos tercios",
        "24/7": "veinticuatro siete",
    },
)
