"""PlayHT is gone: everyone who names it learns so, and where to go."""

import pytest
from pydantic import SecretStr

from providers.adapters.playht import PlayHT
from providers.errors import Unavailable
from providers.requests import MediaFile, SpeechRequest, VoiceEnrollRequest

SAY = SpeechRequest.model_validate({"text": "Hello.", "voice": "heart"})


async def test_every_use_says_that_it_closed_and_who_does_the_same() -> None:
    gone = PlayHT(SecretStr("a-key"), base_url="https://api.play.ht", timeout_seconds=1.0)
    enroll = VoiceEnrollRequest(name="Ada", samples=(MediaFile(url="https://x/y.wav", media_type="audio/wav"),))
    for use in (gone.synthesize_speech(SAY), gone.clone_voice(enroll)):
        with pytest.raises(Unavailable, match="closed on 31 December 2025") as caught:
            await use
        assert "cartesia" in caught.value.hint and "fish" in caught.value.hint
        assert caught.value.failover and not caught.value.may_have_billed
    assert "a-key" not in repr(vars(gone))


async def test_it_is_known_before() -> None:
    gone = PlayHT()
    assert gone.capabilities.tasks == frozenset()
    assert "31 December 2025" in gone.refusal("speech", SAY) and "fish" in gone.refusal("speech", SAY)
    health = await gone.health()
    assert not health.ok and "cartesia" in health.hint
