"""A page in a real browser, and everything that the browser says of it while it is looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from real_parts import missing

Scheme = Literal["light", "dark"]
DESKTOP, PHONE = (1280, 900), (375, 812)
# Before anything of the page: what its policy refuses is kept where a test can ask for it.
_WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""

# What juts out of the screen, unless an ancestor scrolls or cuts it off.
WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  const known = new Map([[document.body, false]]);
  const kept = (element) => {
    if (!known.has(element))
      known.set(element, kept(element.parentElement) || getComputedStyle(element).overflowX !== "visible");
    return known.get(element);
  };
  const found = Array.from(document.querySelectorAll("body *"))
    .filter((element) => element.getBoundingClientRect().right > wide + 0.5 && !kept(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 120));
  return document.documentElement.scrollWidth > wide ? [...found, "the page itself scrolls"] : found;
}"""


def program() -> str:
    """Of the Chromium that the system has. Never one that is fetched."""
    found = shutil.which("chromium")
    if found is None:
        missing("there is no Chromium to look at pages with: apt-get install chromium")
    return found


class Windows:
    """Pages of one browser. One that behaved is lent again to the next who looks: a new one costs a process."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._contexts: dict[bool, BrowserContext] = {}
        self._idle: dict[bool, list[Page]] = {True: [], False: []}

    def new_context(self, *, script: bool = True) -> BrowserContext:
        context = self.browser.new_context(java_script_enabled=script, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        context.add_init_script(_WATCH)
        return context

    def lent(self, *, script: bool) -> Page:
        """`script`: with JavaScript switched on."""
        if self._idle[script]:
            return self._idle[script].pop()
        if script not in self._contexts:
            self._contexts[script] = self.new_context(script=script)
        return self._contexts[script].new_page()

    def give_back(self, page: Page, *, script: bool) -> None:
        page.goto("about:blank")
        self._idle[script].append(page)


@contextmanager
def chromium() -> Iterator[Windows]:
    path = program()
    with sync_playwright() as playwright:
        # as root Chromium refuses its own sandbox, and many containers leave it none
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield Windows(browser)
        finally:
            browser.close()


@dataclass
class Look:
    """One page, opened. `asked`: the addresses that were requested, in order; `heard`: whatever else happened, which
    is nothing on a page of ours: lines of the console, errors, dialogs, other pages, downloads."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def ask(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def go(self, where: Path | str) -> None:
        """To another page, as if its address had been typed."""
        self.address = where if isinstance(where, str) else where.as_uri()
        self.page.goto(self.address)

    def forget(self) -> None:
        """What was heard and asked for until now."""
        self.asked.clear()
        self.heard.clear()

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what a page does in its own time, though not for ever: an assertion then says what is missing."""
        for _ in range(500):
            if condition():
                break
            self.page.wait_for_timeout(20)

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def open_all(self, is_open: bool = True) -> None:
        self.ask("(open) => { for (const one of document.querySelectorAll('details')) one.open = open }", is_open)


def wider_than_the_screen(look: Look) -> list[str]:
    found: list[str] = look.ask(WIDER)
    return found


class Looking:
    """Opens pages. With `spoils` each has a context of its own, which is thrown away with all that is in it."""

    def __init__(self, windows: Windows, stack: ExitStack, *, spoils: bool = False) -> None:
        self._windows, self._stack, self._spoils = windows, stack, spoils
        self.looks: list[Look] = []

    def __call__(
        self,
        where: Path | str,
        *,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
        script: bool = True,
        fragment: str = "",
    ) -> Look:
        """`where`: a file, or an address. `script`: whether the browser has JavaScript switched on."""
        if self._spoils:
            context = self._stack.enter_context(self._windows.new_context(script=script))
            page = context.new_page()
        else:
            page = self._windows.lent(script=script)
            self._stack.callback(self._windows.give_back, page, script=script)
        page.bring_to_front()  # what lies behind another is seldom drawn, and waits for that
        page.emulate_media(media="null", color_scheme=scheme)
        look = Look(page, (where if isinstance(where, str) else where.as_uri()) + fragment)
        look.resize(size)
        self._stack.callback(_listen(look))
        page.goto(look.address)
        self.looks.append(look)
        return look


def _listen(look: Look) -> Callable[[], None]:
    """Hears what happens; what is returned ends that."""

    def dismissed(dialog: Any) -> None:
        look.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    heard = {
        "request": lambda request: look.asked.append(request.url),
        "popup": lambda other: look.heard.append(f"another page: {other.url}"),
        "pageerror": lambda error: look.heard.append(f"error: {error}"),
        "console": lambda line: look.heard.append(f"console: {line.type}: {line.text}"),
        "download": lambda one: look.heard.append(f"download: {one.url}"),
        "worker": lambda one: look.heard.append(f"worker: {one.url}"),
        "websocket": lambda one: look.heard.append(f"websocket: {one.url}"),
        "frameattached": lambda _: look.heard.append("a frame"),
        "dialog": dismissed,
    }
    for event, hear in heard.items():
        look.page.on(event, hear)  # type: ignore[call-overload]  # there is one for each event

    def end() -> None:
        for event, hear in heard.items():
            look.page.remove_listener(event, hear)

    return end


@contextmanager
def watched(windows: Windows) -> Iterator[Looking]:
    """Opens pages of ours. Whatever is done with them, the browser has nothing to say of it, and loads only pages."""
    with ExitStack() as stack:
        looking = Looking(windows, stack)
        yield looking
        for one in looking.looks:
            one.page.wait_for_timeout(1)  # so that what has happened is heard
            assert one.heard == [], one.address
            assert {address.partition("#")[0].rpartition(".")[2] for address in one.asked} == {"html"}


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A folder over HTTP on loopback: its address, and the paths that are asked for, as they are."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
