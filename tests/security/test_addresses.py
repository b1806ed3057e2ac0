"""Which addresses that people give may be asked, and which never are."""

import pytest

from studio.security.net import (
    PUBLIC,
    NotAllowed,
    Rules,
    check_address,
    is_public,
)
from tests.fakes.sites import resolving

CLOSED = [
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1"),
    *("240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::808:808"),
    *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%1", "fec0::1", "ff02::1", "5f00::1"),
    *("", "example.org", "1", "127.1", "0x7f000001", "0177.0.0.1", "8.8.8.8 "),
]


OPEN = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111"]


@pytest.mark.parametrize("address", CLOSED)
def test_these_are_not_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [*OPEN, "2001:4860:4860::8888", "2a00:1450:4001::1"])
def test_these_are_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://127。0。0。1/",
        "http://１２７.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://134744072/",
        "http://example.org@127.0.0.1/",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:99999/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "http://",
        "http:///path",
        "http://exa mple.org/",
        "http://example.org\r\nhost: x/",
        "\x00",
        "",
    ],
)
async def test_what_is_no_plain_address_is_never_looked_up(url: str) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"]

    with pytest.raises(NotAllowed) as refused:
        await check_address(url, Rules(resolve=resolve))
    assert refused.value.hint
    assert "secret" not in refused.value.message
    assert asked == []


async def test_a_public_name_may_be_asked() -> None:
    asked: list[str] = []
    await check_address("https://example.org/hook?x=1", Rules(resolve=resolving("8.8.8.8", asked=asked).resolve))
    assert asked == ["example.org"]


@pytest.mark.parametrize(
    "answer", ["10.0.0.1", "8.8.8.8 10.0.0.1", "2606:4700::1 ::1", "::ffff:8.8.8.8", "169.254.1.1"]
)
async def test_a_name_with_one_private_address_is_refused(answer: str) -> None:
    with pytest.raises(NotAllowed, match="not on the public internet"):
        await check_address("http://example.org/", Rules(resolve=resolving(answer).resolve))


async def test_localhost_is_refused_by_what_it_resolves_to() -> None:
    with pytest.raises(NotAllowed, match="not on the public internet"):
        await check_address("http://localhost/", PUBLIC)
