"""The vendors whose messages are taken in are those whose adapters can tell whether a message is real."""

from importlib import import_module

from providers.catalog import GONE, VENDORS
from providers.ports import Provider
from studio.domain.vendors import SENDERS


def test_every_vendor_that_can_verify_is_let_in_and_no_other() -> None:
    found = set()
    for vendor in VENDORS.values():
        if vendor.name in GONE:
            continue
        cls = getattr(import_module(f"providers.adapters.{vendor.module}"), vendor.cls)
        if cls.verify_webhook is not Provider.verify_webhook:
            found.add(vendor.name)
    assert found == SENDERS
