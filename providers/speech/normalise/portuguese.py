"""Brazilian Portuguese figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, listed

SMALL = listed(
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove"
)
TENS = ["x", "x", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"]
HUNDREDS = listed("x cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos")
ORDINALS = listed("x primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo")
FEMININE = (
    "a",
    "as",
    "ção",
    "ções",
    "xão",
    "xões",
    "série",
    "séries",
    "são",
    "sões",
    "dade",
    "dades",
    "vez",
    "vezes",
)
MASCULINE = (
    "dia",
    "dias",
    "grama",
    "gramas",
    "quilograma",
    "quilogramas",
    "problema",
    "problemas",
    "programa",
    "programas",
)


def cardinal(number: int) -> str:
    """`duzentos e cinco`."""
    for size, one, many in ((10**9, "bilhão", "bilhões"), (10**6, "milhão", "milhões"), (1000, "mil", "mil")):
        if number >= size:
            count, rest = divmod(number, size)
            said = "mil" if number < 10**6 and count == 1 else f"{cardinal(count)} {one if count == 1 else many}"
            link = " e " if rest < 100 or (rest < 1000 and rest % 100 == 0) else " "
            return said + (f"{link}{cardinal(rest)}" if rest else "")
    if number == 100:
        return "cem"
    if number > 100:
        hundreds, rest = divmod(number, 100)
        return HUNDREDS[hundreds] + (f" e {cardinal(rest)}" if rest else "")
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f" e {SMALL[ones]}" if ones else "")


def counted(number: int, noun: str) -> str:
    """`duas séries`, `uma hora`."""
    said = cardinal(number)
    if noun.lower() in MASCULINE or not noun.lower().endswith(FEMININE):
        return said
    words = [{"um": "uma", "dois": "duas"}.get(w, w) for w in said.split()]
    return " ".join(w[:-2] + "as" if w.endswith("entos") else w for w in words)


def ordinal(number: int, feminine: bool = False) -> str:
    """`terceiro`, `terceira`; above ten the cardinal, as people say."""
    if number >= len(ORDINALS):
        return cardinal(number)
    return ORDINALS[number][:-1] + "a" if feminine else ORDINALS[number]


def clock(hours: int, minutes: int, half: str) -> str:
    """`sete e trinta`."""
    said = counted(hours, "hora")
    said += f" e {cardinal(minutes)}" if minutes else (" hora" if hours == 1 else " horas")
    return said + {"am": " da manhã", "pm": " da tarde"}.get(half, "")


PACK = Pack(
    cardinal=cardinal,
    counted=counted,
    ordinal=ordinal,
    year=cardinal,
    clock=clock,
    decimal_comma=True,
    point="vírgula",
    signs={
        "%": "por cento",
        "&": "e",
        "+": "mais",
        "@": "arroba",
        "#": "hashtag",
        "=": "igual a",
        "/": "barra",
        ".": "ponto",
        "×": "vezes",
        "-": "menos",
        "–": "a",
        "~": "cerca de",
        "<": "menos de",
        ">": "mais de",
    },
    units={
        "kg": ("quilo", "quilos"),
        "g": ("grama", "gramas"),
        "mg": ("miligrama", "miligramas"),
        "km": ("quilômetro", "quilômetros"),
        "m": ("metro", "metros"),
        "cm": ("centímetro", "centímetros"),
        "mm": ("milímetro", "milímetros"),
        "l": ("litro", "litros"),
        "ml": ("mililitro", "mililitros"),
        "h": ("hora", "horas"),
        "min": ("minuto", "minutos"),
        "s": ("segundo", "segundos"),
        "seg": ("segundo", "segundos"),
        "km/h": ("quilômetro por hora", "quilômetros por hora"),
        "kcal": ("quilocaloria", "quilocalorias"),
        "cal": ("caloria", "calorias"),
        "°c": ("grau", "graus"),
        "°f": ("grau Fahrenheit", "graus Fahrenheit"),
        "°": ("grau", "graus"),
        "gb": ("giga", "gigas"),
        "mb": ("mega", "megas"),
    },
    money={
        "R$": Money("real", "reais", "centavo", "centavos"),
        "BRL": Money("real", "reais", "centavo", "centavos"),
        "$": Money("dólar", "dólares", "centavo", "centavos"),
        "USD": Money("dólar", "dólares", "centavo", "centavos"),
        "€": Money("euro", "euros", "centavo", "centavos"),
        "EUR": Money("euro", "euros", "centavo", "centavos"),
        "£": Money("libra", "libras"),
        "₹": Money("rúpia", "rúpias"),
    },
    scales={
        "k": ("mil", "mil"),
        "mi": ("milhão", "milhões"),
        "bi": ("bilhão", "bilhões"),
        "m": ("milhão", "milhões"),
    },
    scale_words=frozenset({"mil", "milhão", "milhões", "bilhão", "bilhões"}),
    money_link="de",
    short={
        "dr.": "doutor",
        "dra.": "doutora",
        "sr.": "senhor",
        "sra.": "senhora",
        "etc.": "etcétera",
        "etc": "etcétera",
        "vs": "versus",
        "vs.": "versus",
        "ex.": "exemplo",
        "p.ex.": "por exemplo",
        "aprox.": "aproximadamente",
        "máx.": "máximo",
        "mín.": "mínimo",
        "nº": "número",
        "vc": "você",
        "ok": "okay",
    },
    letters=dict(
        zip(
            "abcdefghijklmnopqrstuvwxyz",
            listed("á bê cê dê é efe gê agá i jota cá ele eme ene ó pê quê erre esse tê u vê dáblio xis ípsilon zê"),
            strict=True,
        )
    ),
    ordinal_suffixes={"º": False, "ª": True, "o": False, "a": True, ".º": False, ".ª": True},
    said_as_words={"HIIT": "rit", "ONU": "onu", "OTAN": "otan", "SUS": "sus", "COVID": "covid"},
    cents_after="e",
    fractions={
        "1/2": "meio",
        "½": "meio",
        "1/4": "um quarto",
        "¼": "um quarto",
        "3/4": "três quartos",
        "¾": "três quartos",
        "1/3": "um terço",
        "2/3": "dois terços",
        "24/7": "vinte e quatro por sete",
    },
)
