"""What would be wrong with a page of hostile texts: each thing by which a text has become more than text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from playwright.sync_api import Error as PageError

from browser.looking import WIDER, Look

# Elements that a page of ours has; what is not here is a fault wherever it stands.
_ELEMENTS: Final = frozenset(
    "a abbr b bdi blockquote body br button caption code col colgroup dd del desc details div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 head header hr html i img input label li link main meta nav ol output p pre s "
    "script section span strong style sub summary sup table tbody td tfoot th thead time title tr u ul "
    "svg:circle svg:desc svg:g svg:path svg:rect svg:svg svg:symbol svg:text svg:title svg:use".split()
)
_MOST: Final = dict.fromkeys("base body form h1 head html input link main script style title".split(), 1) | {"meta": 6}
# Of every element its name, its attributes' names, the addresses in it, and what it is in; "" where that depends on
# what a text says of itself: the colours of code, and what a notebook has.
_DOM: Final = """() => {
  const ways = new Map([[null, " "]]);
  return Array.from(document.querySelectorAll("*"), (one) => {
    const before = ways.get(one.parentElement), apart = one.matches(".code code, .diff code, .notebook");
    ways.set(one, before && !apart ? `${before} ${one.localName}` : "");
    const addresses = ["href", "src", "xlink:href", "action", "data", "poster", "srcset"];
    return [
      (one.namespaceURI.endsWith("/svg") ? "svg:" : "") + one.localName,
      one.getAttributeNames().sort(),
      addresses.map((name) => one.getAttribute(name)).filter(Boolean),
      ways.get(one),
    ];
  });
}"""
# Where each piece of text is drawn, as far as it is not cut off, beside the block that it belongs to.
_STRAY: Final = """() => {
  const cut = (box, by) => ({ left: Math.max(box.left, by.left), right: Math.min(box.right, by.right),
                              top: Math.max(box.top, by.top), bottom: Math.min(box.bottom, by.bottom) });
  const everything = { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9 };
  const known = new Map([[document.documentElement, everything]]);
  const window_of = (element) => {  // what its ancestors, and it, leave to be seen
    if (!known.has(element)) {
      const around = window_of(element.parentElement);
      const cuts = element !== document.body && getComputedStyle(element).overflowX !== "visible";
      known.set(element, cuts ? cut(around, element.getBoundingClientRect()) : around);
    }
    return known.get(element);
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const parent = text.parentElement, range = document.createRange();
    const block = parent.closest(".card, header.top, nav, main");
    if (!text.data.trim() || !block || !parent.checkVisibility()) continue;
    if (parent.closest(".vh, title, desc, script")) continue;
    range.selectNodeContents(text);
    const whole = block.getBoundingClientRect();
    for (const drawn of range.getClientRects()) {
      const seen = cut(drawn, window_of(parent));
      const drawn_at_all = seen.right - seen.left > 0.5 && seen.bottom - seen.top > 0.5;
      // above and below a line there is room for what is higher than letters
      if (drawn_at_all && (seen.left < whole.left - 1 || seen.right > whole.right + 1 || seen.top < whole.top - 12 ||
                           seen.bottom > whole.bottom + 12)) {
        found.push(text.data.trim().slice(0, 60));
        break;
      }
    }
  }
  return found;
}"""
# All that is asked of a page, at once, as one text: that is quicker by far than as objects.
_ALL: Final = f"""() => JSON.stringify({{
  elements: ({_DOM})(),
  stray: ({_STRAY})(),
  wide: ({WIDER})(),
  refused: window.refused,
  ran: window.ran === undefined ? [] : [String(window.ran)],
  title: document.title,
  text: document.documentElement.textContent,
}})"""
_ADDRESS: Final = re.compile(
    r"#[\w-]+|data:,|data:image/(png|jpeg);base64,[A-Za-z0-9+/=]*|(\.\./)?([\w.@+-]+/)?[\w.@+-]+\.html"
)
_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)

Skeleton = Counter[tuple[str, tuple[str, ...]]]


def skeleton(look: Look) -> Skeleton:
    return _skeleton(json.loads(look.ask(f"() => JSON.stringify(({_DOM})())")))


def _skeleton(elements: Sequence[tuple[str, list[str], list[str], str]]) -> Skeleton:
    """How many elements there are of each kind in each place, whatever their order: that may be one of their texts."""
    return Counter((way, tuple(one for one in names if one != "open")) for _, names, _, way in elements if way)


def faults(look: Look, *, title: str, like: Skeleton | None = None, own_links: bool = False) -> list[str]:
    """`title`: how the page's own ends. `like`: what it is made of with harmless texts. `own_links`: those of a
    notebook are its own. Each fault begins with its kind."""
    look.page.wait_for_timeout(20)  # what is going to happen does
    try:
        found = _faults(look, title, like, own_links)
    except PageError as error:
        if "because of a navigation" not in error.message:
            raise
        found = []
    if look.page.url != look.address:
        return [f"it went away: to {look.page.url}", *look.heard]
    return found


def _faults(look: Look, title: str, like: Skeleton | None, own_links: bool) -> list[str]:
    told = json.loads(look.ask(_ALL))
    found = [f"heard: {one}" for one in look.heard]
    found += [f"asked for: {one}" for one in look.asked if one != look.address]
    found += [f"refused: {one}" for one in told["refused"]]
    found += [f"ran: {one}" for one in told["ran"]]
    found += [f"title: {told['title']}"] if not told["title"].endswith(title) else []
    for name, attributes, addresses, _ in told["elements"]:
        if name not in _ELEMENTS or [one for one in attributes if one.startswith("on") or one in ("style", "srcdoc")]:
            found.append(f"element: {name} {attributes}")
        for address in addresses:
            allowed = own_links and re.match(r"https?://|mailto:|#", address)
            if not allowed and not _ADDRESS.fullmatch(address):
                found.append(f"address: {address}")
    names = [name for name, *_ in told["elements"]]
    found += [f"element: {name} too often" for name, most in _MOST.items() if names.count(name) > most]
    if like is not None:
        own = _skeleton(told["elements"])
        found += [f"skeleton: {way} {count} times too often" for way, count in (own - like).items()]
        found += [f"skeleton: {way} {count} times too few" for way, count in (like - own).items()]
    found += [f"character: {one!r}" for one in sorted(set(_HIDDEN.findall(told["text"])))]
    found += [f"outside its block: {one}" for one in told["stray"]]
    found += [f"wider than the screen: {one}" for one in told["wide"]]
    return found
