"""What this worker can do, for the pages where people choose: they may not look into its engines themselves."""

from agents.writing.packs import DATA
from providers.policy import Config
from render.scenes.palettes import PALETTES, Palette
from studio.domain.catalogue import Catalogue, Choice, PaletteChoice, PresenterChoice, VoiceChoice, shipped
from studio.services.catalogue import Catalogues


def catalogue(config: Config) -> Catalogue:
    """What ships, and the voices and avatars that whoever runs the service has set up."""
    found = shipped()
    voices = (VoiceChoice(name=name, title=name, detail="your own", own=True) for name in config.voices)
    faces = (PresenterChoice(name=name, title=name, detail="your own", own=True) for name in config.avatars)
    return found.model_copy(
        update={
            "voices": (*voices, *found.voices),
            "presenters": (*faces, *found.presenters),
            "palettes": tuple(_palette(palette) for palette in PALETTES.values()),
            "niches": tuple(
                Choice(name=path.stem, title=path.stem.replace("-", " ").capitalize())
                for path in sorted((DATA / "niches").glob("*.yaml"))
            ),
        }
    )


async def publish(catalogues: Catalogues, config: Config) -> None:
    """Tell what there is, unless that is known."""
    found = catalogue(config)
    if await catalogues.get() != found:
        await catalogues.publish(found)


def _palette(palette: Palette) -> PaletteChoice:
    base = palette.base
    return PaletteChoice(
        name=palette.name,
        title=palette.name.capitalize(),
        ground=base.colors[0],
        accent=base.accent,
        second=base.second,
        ink=base.ink,
        dark=palette.dark,
    )
