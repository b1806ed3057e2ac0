"""Two ways to put colour on hair."""


def area(d: str, fill: str, opacity: float = 1.0) -> str:
    """A filled shape."""
    return f'<path d="{d}" fill="{fill}"' + (f' opacity="{opacity}"' if opacity < 1 else "") + "/>"


def strands(d: str, color: str, width: float = 4, opacity: float = 0.5) -> str:
    """Round-ended lines: light or shade along the hair."""
    line = f'stroke="{color}" stroke-width="{width}" stroke-linecap="round" opacity="{opacity}"'
    return f'<path d="{d}" fill="none" {line}/>'
