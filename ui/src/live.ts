// The live stream of a guild. It carries markup the server made for parts of the page, and word that data changed.
// Closed while the tab is hidden: a browser allows six connections to a host. What a person asks of the list replaces what
// is under way, and a refresh gives way to it (`hx-sync` on both) and to a change that is being sent, whose answer is the next
// page; it is made up for here when that has come.
import htmx from "htmx.org";
import { unguard } from "./guard";
import { morph } from "./morph";
import { Pace } from "./pace";
import { sessionEnded } from "./session";

/** A page that is still here so long after it was left was not left: a download, or the person stayed. */
const STAYED_MS = 10_000;

/** A refresh of #results gave way. */
let late = false;

export function live(): void {
  // before the refresh itself asks
  const hear = (event: Event) => {
    late = isAsking() || isSending();
    if (isSending()) event.stopPropagation(); // what is shown may be what is being deleted
  };
  document.addEventListener("tracked", hear, true);
  document.addEventListener("htmx:sendAbort", (event) => (late ||= (event.target as Element).id === "results"));
  // the lock is given back after the event
  document.addEventListener("htmx:afterRequest", () => window.setTimeout(() => late && !isAsking() && !isSending() && changed()));
  const url = document.querySelector<HTMLElement>("[data-live]")?.dataset.live;
  if (!url) return;
  let source: EventSource | undefined;
  const pace = new Pace();
  let leaving = 0;

  const close = () => {
    pace.stop();
    source?.close();
    source = undefined;
  };

  const open = () => {
    close();
    source = new EventSource(url);
    source.addEventListener("open", () => {
      const lost = document.documentElement.dataset.liveState === "lost";
      document.documentElement.dataset.liveState = "open";
      pace.reset();
      if (lost) changed(); // what we missed meanwhile
    });
    source.addEventListener("status", (event) => swap(event.data));
    source.addEventListener("changed", changed);
    source.addEventListener("bye", () => {
      close();
      if (!leaving) void ended(() => !leaving);
    });
    source.addEventListener("error", () => {
      close();
      document.documentElement.dataset.liveState = "lost";
      pace.again(open);
    });
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source && !leaving) open();
  });
  const leave = () => {
    close();
    window.clearTimeout(leaving);
    leaving = window.setTimeout(() => {
      leaving = 0;
      if (!source && !document.hidden) open();
    }, STAYED_MS);
  };
  // the session ends before the next page comes: its end must not reload this one
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && event.target.getAttribute("action") === "/auth/logout") leave();
  });
  window.addEventListener("beforeunload", leave);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    window.clearTimeout(leaving);
    leaving = 0;
    open();
  });
  if (!document.hidden) open();
}

/** The right to the stream is gone: with the session, or with this server alone. */
async function ended(stillHere: () => boolean): Promise<void> {
  const answer = await fetch("/api/v1/me").catch(() => undefined);
  if (!stillHere()) return;
  if (answer?.status === 401) sessionEnded(document.activeElement ?? undefined);
  else {
    unguard();
    location.reload();
  }
}

/** Whether somebody asks for the list, or for more of it. */
const isAsking = () => document.querySelector("#results[aria-busy], #results li[aria-busy]") !== null;

/** Whether a change is being sent, or another page fetched. */
const isSending = () => document.querySelector("#main[aria-busy]") !== null;

function changed(): void {
  document.body.dispatchEvent(new CustomEvent("tracked"));
}

/** `{"html": {"#live-pill": "<a ...>"}}`: each part is worked into the element of that id, where there is one. */
function swap(data: string): void {
  let parts: Record<string, string>;
  try {
    parts = (JSON.parse(data) as { html?: Record<string, string> }).html ?? {};
  } catch {
    return;
  }
  for (const [selector, markup] of Object.entries(parts)) {
    const old = document.getElementById(selector.replace(/^#/, ""));
    if (!old) continue;
    const pattern = document.createElement("template");
    pattern.innerHTML = markup;
    const fresh = pattern.content.firstElementChild;
    if (!fresh) continue;
    for (const element of morph(old, fresh)) htmx.process(element);
  }
}
