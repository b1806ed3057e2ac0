"""The writer: who writes a piece's words. The user's own first, then their source, then a model, then the packs."""

import asyncio

from agents.writer_model import write_with_model
from agents.writing.draft import write_from_packs
from agents.writing.extract import write_from_source
from agents.writing.own import write_own
from studio.domain.assets import Asset
from studio.domain.script import Script
from tools.base import ScriptOrder, ScriptWriter, ToolContext


class Writer(ScriptWriter):
    """Writes scripts with a language model when one is set, and without one from packs of sound advice."""

    async def write(self, order: ScriptOrder, context: ToolContext) -> Script:
        """Write the script of one piece.

        Without a model the same order and attempt give the same script. `Script.writer` tells who wrote it.

        Raises:
            BadRequest: The user's own words, source or rules cannot be met.
            StepFailed: Nothing could be written without a word that must not be said.
        """
        if order.words:
            text, limit = _text(order.words, context), context.settings.max_seconds
            return write_own(text, order.words.name, order.piece, index=order.index, limit=limit)
        if order.source:
            text = _text(order.source, context)
            return await asyncio.to_thread(write_from_source, text, order.source.name, order, attempt=context.attempt)
        net = await asyncio.to_thread(write_from_packs, order, context.attempt)
        if not context.settings.model:
            return net
        return await write_with_model(order, context, net) or net


def _text(asset: Asset, context: ToolContext) -> str:
    return context.store.path(asset.sha256).read_text("utf-8")
