// The live stream of a guild. It carries markup the server made for parts of the page, and word that data changed.
// Closed while the tab is hidden: a browser allows six connections to a host.
import htmx from "htmx.org";

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

export function live(): void {
  const url = document.querySelector<HTMLElement>("[data-live]")?.dataset.live;
  if (!url) return;
  let source: EventSource | undefined;
  let wait = FIRST_MS;
  let timer = 0;

  const close = () => {
    window.clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  const open = () => {
    close();
    source = new EventSource(url);
    source.addEventListener("open", () => {
      const lost = document.documentElement.dataset.liveState === "lost";
      document.documentElement.dataset.liveState = "open";
      wait = FIRST_MS;
      if (lost) changed(); // what we missed meanwhile
    });
    source.addEventListener("status", (event) => swap(event.data));
    source.addEventListener("changed", changed);
    source.addEventListener("bye", () => {
      close();
      location.reload(); // the server sends who lost the session to the login
    });
    source.addEventListener("error", () => {
      // our own pace instead of the browser's: many tabs must not come back in one second
      close();
      document.documentElement.dataset.liveState = "lost";
      timer = window.setTimeout(open, wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, MOST_MS);
    });
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source) open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());
  if (!document.hidden) open();
}

function changed(): void {
  document.body.dispatchEvent(new CustomEvent("tracked"));
}

/** `{"html": {"#live-pill": "<a ...>"}}`: each part replaces the element of that id, where there is one. */
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
    const focused = old === document.activeElement;
    old.replaceWith(fresh);
    htmx.process(fresh);
    if (focused && fresh instanceof HTMLElement) fresh.focus();
  }
}
