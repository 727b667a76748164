"""The conversation of `Benchmarks calls` through the Bot Framework's own test client, so many times.

Its conversation has neither telephone nor time: who is rung is a question that is asked.
It needs botbuilder-testing, aiohttp, six and msal from PyPI (Python 3.11).
"""

import asyncio
import sys
import time

from botbuilder.core import MessageFactory
from botbuilder.dialogs import ComponentDialog, WaterfallDialog
from botbuilder.dialogs.choices import Choice, ListStyle
from botbuilder.dialogs.prompts import ChoicePrompt, PromptOptions, TextPrompt
from botbuilder.testing import DialogTestClient


class Desk(ComponentDialog):
    def __init__(self):
        super().__init__("desk")
        self.add_dialog(ChoicePrompt("menu"))
        self.add_dialog(TextPrompt("agent"))
        self.add_dialog(WaterfallDialog("main", [self.welcome, self.ring, self.talk]))
        self.initial_dialog_id = "main"

    async def welcome(self, step):
        await step.context.send_activity("Thank you for calling Contoso.")
        menu = MessageFactory.text("For sales press 1, for support press 2.")
        options = PromptOptions(
            prompt=menu,
            retry_prompt=menu,
            choices=[Choice("1"), Choice("2")],
            style=ListStyle.none,
        )
        return await step.prompt("menu", options)

    async def ring(self, step):
        rings = MessageFactory.text("rings alice")
        return await step.prompt("agent", PromptOptions(prompt=rings))

    async def talk(self, step):
        await step.context.send_activity("hungUp")
        return await step.end_dialog()


async def scenario():
    client = DialogTestClient("test", Desk())
    first = await client.send_activity("hello")
    assert first.text == "Thank you for calling Contoso."
    assert "For sales" in client.get_next_reply().text
    for said in ["what", "7"]:
        assert "For sales" in (await client.send_activity(said)).text
    assert (await client.send_activity("2")).text == "rings alice"
    assert (await client.send_activity("leaves")).text == "hungUp"


async def main(count):
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        await scenario()
    seconds = time.perf_counter() - start
    cpu = time.process_time() - cpu
    print(f"{count} conversations in {seconds * 1000:.0f} ms, {cpu / count * 1000:.2f} ms of CPU each")


asyncio.run(main(int(sys.argv[1])))
