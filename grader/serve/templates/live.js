"use strict";
// Shows how far a batch is, and says when the page has become old. Without it the page says how far it was.

for (const box of document.querySelectorAll("[data-events]")) {
  const stale = box.querySelector(".stale");
  const find = document.getElementById("find");
  const kept = `filter ${location.pathname}`;
  if (find && sessionStorage.getItem(kept)) {
    find.value = sessionStorage.getItem(kept);
    sessionStorage.removeItem(kept);
    find.dispatchEvent(new Event("input"));
  }
  stale.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    if (find) sessionStorage.setItem(kept, find.value);
    location.reload();
  });
  const show = (event) => {
    const told = JSON.parse(event.data);
    box.querySelector(".state").textContent = told.said;
    if (told.pulse === undefined) return; // the store could not be asked
    const bar = box.querySelector("progress");
    bar.hidden = !told.running;
    bar.value = told.share;
    const failure = box.querySelector(".failure");
    failure.hidden = !told.failure;
    failure.querySelector("pre").textContent = told.failure;
    stale.hidden = told.pulse === box.dataset.pulse;
  };
  let source = null;
  const listen = (wanted) => {
    if (wanted === (source !== null)) return;
    if (wanted) {
      source = new EventSource(box.dataset.events);
      source.addEventListener("progress", show);
    } else {
      source.close();
      source = null;
    }
  };
  // a browser has six connections to a server in all its tabs: one that nobody looks at needs none
  document.addEventListener("visibilitychange", () => listen(!document.hidden));
  window.addEventListener("pagehide", () => listen(false));
  window.addEventListener("pageshow", () => listen(!document.hidden));
  listen(!document.hidden);
}
