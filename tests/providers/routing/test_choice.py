"""Who is asked: plans, regions, consent, names, the configured chain."""

from importlib import import_module
from pathlib import Path

import pytest

from providers.catalog import VENDORS
from providers.context import CallContext
from providers.errors import AllProvidersFailed, InvalidRequest, Permission
from providers.policy import Config, load_config
from providers.ports import Capabilities
from providers.requests import MediaFile, SpeechRequest, SpeechResult, VoiceEnrollRequest, VoiceEnrollResult
from providers.router import Router
from providers.usage import used
from studio.domain.speech import Timing
from studio.errors import BadRequest
from tests.fakes.vendor import Vendor, ask

CHEAP, DEAR = used("character", 1), used("character", 100)
TERMS = {name: {"prices": [{"unit": "character", "usd": "0.01"}]} for name in ("dear", "cheap")}


class Speaker(Vendor):
    """Speaks, and clones."""

    def __init__(self, name: str, **able: object) -> None:
        super().__init__(name)
        tasks = frozenset({"speech", "voice_clone", "voice_enroll"})
        self.capabilities = Capabilities(**{"tasks": tasks, **able})  # type: ignore[misc, arg-type]
        self.spoken: list[SpeechRequest] = []

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        self.spoken.append(request)
        await self._work()
        timing = Timing(seconds=1, scenes=())
        return SpeechResult(audio=Path("a.wav"), timing=timing, voice=request.voice, language="en", speed=1)

    async def clone_voice(self, request: VoiceEnrollRequest) -> VoiceEnrollResult:
        self.asked += 1
        return VoiceEnrollResult(voice_id=f"{self.name}-1")


def router(*, plan: str = "standard", **more: object) -> Router:
    vendors = Vendor("dear", usage=DEAR, quality=0.9), Vendor("cheap", usage=CHEAP, quality=0.4), Vendor("free")
    return Router(vendors, Config.model_validate({"plan": plan, "providers": TERMS, **more}))


@pytest.mark.parametrize(("plan", "first"), [("standard", "dear"), ("free", "free"), ("premium", "dear")])
async def test_the_plan_decides_who_comes_first(plan: str, first: str) -> None:
    assert (await router(plan=plan).generate("text", ask())).provider == first


async def test_premium_goes_by_quality_not_by_order() -> None:
    vendors = Vendor("plain", quality=0.1), Vendor("fine", quality=0.9)
    assert (await Router(vendors, Config(plan="premium")).generate("text", ask())).provider == "fine"
    assert (await Router(vendors, Config(plan="standard")).generate("text", ask())).provider == "plain"


async def test_low_priority_prefers_what_costs_less() -> None:
    made = router(providers={"dear": TERMS["dear"], "cheap": TERMS["cheap"]})
    assert (await made.generate("text", ask(), providers=None, priority="low")).provider != "dear"


async def test_the_configured_chain_is_the_order() -> None:
    made = router(tasks={"text": {"chain": ["free", "cheap"]}})
    assert (await made.generate("text", ask())).provider == "free"


async def test_a_provider_may_be_kept_for_some_plans() -> None:
    made = router(providers={**TERMS, "dear": {"plans": ["premium"]}})
    routed = await made.generate("text", ask())
    assert routed.provider == "cheap"
    assert routed.skipped["dear"] == "it is not for the plan standard"


async def test_data_stays_in_the_regions_named() -> None:
    vendors = Vendor("us"), Vendor("eu", regions=frozenset({"eu"}))
    made = Router(vendors)
    routed = await made.generate("text", ask(), context=CallContext(regions=frozenset({"eu"})))
    assert routed.provider == "eu"
    with pytest.raises(AllProvidersFailed, match="does not process data in cn"):
        await made.generate("text", ask(), context=CallContext(regions=frozenset({"cn"})))


async def test_a_vendor_that_is_no_more_is_told_with_those_who_do_the_same() -> None:
    with pytest.raises(AllProvidersFailed, match="PlayHT closed on 31 December 2025; cartesia and fish do the same"):
        await router().generate("text", ask(), providers=["playht"])
    routed = await router().generate("text", ask(), providers=["playht", "cheap"])
    assert routed.provider == "cheap"
    assert "PlayHT closed" in routed.skipped["playht"]


async def test_a_vendor_without_a_key_is_told_with_its_variable() -> None:
    with pytest.raises(AllProvidersFailed, match="set ELEVENLABS_API_KEY"):
        await router().generate("voice_clone", {"text": "hi", "voice_id": "x"}, providers=["elevenlabs"])
    with pytest.raises(AllProvidersFailed, match="there is no such provider"):
        await router().generate("text", ask(), providers=["nobody"])


async def test_the_promised_call_works_as_it_is_written() -> None:
    model_router = Router([Speaker("elevenlabs"), Speaker("cartesia")])
    routed = await model_router.generate(
        task="voice_clone",
        payload={"text": "Hello world", "voice_id": "abc123"},
        providers=["elevenlabs", "cartesia"],
        parallel=True,
        priority="high",
    )
    assert routed.provider in ("elevenlabs", "cartesia")
    assert routed.result.voice == "abc123"
    assert [a.why for a in routed.trail] == ["race", "race"]


async def test_a_clone_needs_a_consent_before_anybody_is_asked() -> None:
    speaker = Speaker("elevenlabs")
    sample = MediaFile(url="https://example.com/me.wav", media_type="audio/wav")
    made = Router([speaker])
    with pytest.raises(Permission, match="needs a recorded consent"):
        await made.generate("voice_enroll", VoiceEnrollRequest(name="me", samples=(sample,)))
    assert speaker.asked == 0
    request = VoiceEnrollRequest(name="me", samples=(sample,), consent_id="consent-1")
    assert (await made.generate("voice_enroll", request)).result.voice_id == "elevenlabs-1"


async def test_a_vendor_with_its_own_consent_gate_wants_one() -> None:
    strict = Speaker("strict", needs_consent=frozenset({"voice_enroll"}))
    sample = MediaFile(url="https://example.com/me.wav", media_type="audio/wav")
    request = VoiceEnrollRequest(name="me", samples=(sample,), consent_id="consent-1")
    made = Router([strict, Speaker("easy")])
    assert (await made.generate("voice_enroll", request)).provider == "easy"
    context = CallContext(vendor_consents={"strict": "cons_9"})
    assert (await made.generate("voice_enroll", request, context=context)).provider == "strict"


async def test_a_payload_that_does_not_fit_says_where() -> None:
    with pytest.raises(InvalidRequest, match="speech: segments: Field required"):
        await router().generate("speech", {"voice": "heart"})
    with pytest.raises(InvalidRequest, match="there is no task 'dance'"):
        await router().generate("dance", {})  # type: ignore[call-overload]


async def test_a_quote_names_who_and_how_much_and_asks_nobody() -> None:
    made = router()
    quote = await made.quote("text", ask())
    assert quote is not None
    assert (quote.provider, str(quote.usd)) == ("dear", "1.00000000")
    assert all(p.asked == 0 for p in made.providers() if isinstance(p, Vendor))
    assert await made.quote("image", {"prompt": "a cat"}) is None


@pytest.mark.parametrize("name", VENDORS)
def test_the_catalog_says_what_the_adapter_does(name: str) -> None:
    vendor = VENDORS[name]
    adapter = getattr(import_module(f"providers.adapters.{vendor.module}"), vendor.cls)
    assert adapter.name == name
    assert adapter.capabilities.tasks == set(vendor.tasks)


def test_a_misspelt_setting_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "providers.yaml"
    assert load_config(path) == Config()
    path.write_text("tasks:\n  speech:\n    chian: [elevenlabs]\n")
    with pytest.raises(BadRequest, match=r"providers\.yaml: tasks\.speech\.chian: Extra inputs"):
        load_config(path)
    path.write_text("tasks: [\n")
    with pytest.raises(BadRequest, match="is no YAML"):
        load_config(path)
    path.write_text("plan: premium\nproviders:\n  heygen:\n    limits: {concurrency: 3}\n")
    assert load_config(path).provider("heygen").limits.concurrency == 3
