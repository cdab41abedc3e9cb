/* What Koinon adds to its pages where a browser runs scripts. Every page works without this file. */
"use strict";

(() => {
  const page = document.documentElement;

  /* Choosers: one open at a time, closed by a press elsewhere or by Escape. */
  const choosers = () => document.querySelectorAll("details.chooser[open]");
  document.addEventListener("click", (event) => {
    for (const open of choosers()) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of choosers()) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  /* After a refused form the list of what to mend is read first. */
  const focusFirst = (within) => within.querySelector("[data-focus-first]")?.focus();
  focusFirst(document);

  /* A form is sent once, however often its button is pressed. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post" && !form.matches("[hx-post], [target]")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  /* On a phone a wide map opens where most of the places are, not at its western edge. */
  if (page.dir !== "rtl") {
    for (const box of document.querySelectorAll(".map-box .sideways")) box.scrollLeft = (box.scrollWidth - box.clientWidth) * 0.75;
  }

  /* Toasts: what a deed answered when only a part of the page was exchanged. */
  const toast = (words, kind) => {
    const list = document.getElementById("toasts");
    const template = document.getElementById("toast-template");
    if (!list || !template || !words) return;
    const line = template.content.firstElementChild.cloneNode(true);
    line.classList.add(`notice-${kind}`);
    line.querySelector("[data-words]").textContent = words;
    list.replaceChildren(line);
  };
  document.addEventListener("click", (event) => event.target.closest("[data-closes]")?.closest(".notice")?.remove());
  document.addEventListener("told", (event) => toast(event.detail.value ?? event.detail.words, event.detail.kind ?? "go"));

  /* A refusal that came instead of a part of the page is told in its own words. */
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    toast(answer.querySelector("[data-refusal]")?.textContent.trim() || page.dataset.trouble, "stop");
  });
  document.addEventListener("htmx:sendError", () => toast(page.dataset.offline, "stop"));
  document.addEventListener("htmx:afterSwap", (event) => focusFirst(event.detail.target));

  /* Live: one stream for the page; each part that watches a topic fetches itself again when the topic speaks. */
  const watchers = () => [...document.querySelectorAll("[data-live-topic]")];
  const tokens = new Map(watchers().map((part) => [part.dataset.liveTopic, part.dataset.liveToken]));
  if (tokens.size && "live" in page.dataset && window.EventSource) {
    const asked = new URLSearchParams([...tokens.values()].map((token) => ["token", token]));
    const source = new EventSource(`${page.dataset.live}/live/?${asked}`);
    source.addEventListener("changed", (event) => {
      for (const part of watchers()) if (part.dataset.liveTopic === event.data) window.htmx.trigger(part, "live");
    });
    window.addEventListener("pagehide", () => source.close());
  }
})();
