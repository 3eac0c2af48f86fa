// Offers of Undo go along to the next page of the same server in this tab, for a minute at most and for the same person.

const KEY = "offers";
const CARRIED_MS = 60_000;

interface Offer {
  whose: string;
  since: number;
  markup: string;
}

/** The person, and `/guilds/{id}`. */
const whose = () => `${document.body.dataset.person ?? ""} ${location.pathname.split("/", 3).join("/")}`;

function take(): Offer[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Offer[];
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return [];
  }
}

function keep(region: HTMLElement): void {
  const now = Date.now();
  const offers = [...region.querySelectorAll<HTMLElement>(":scope > :has(form)")].map((item): Offer => {
    const since = Number(item.dataset.since ?? now);
    const copy = item.cloneNode(true) as HTMLElement;
    copy.removeAttribute("data-watched");
    return { whose: whose(), since, markup: copy.outerHTML };
  });
  try {
    if (offers.length > 0) sessionStorage.setItem(KEY, JSON.stringify(offers));
  } catch {
    // refused by the browser: they end with their page
  }
}

/** Those of the page before come first; a token of a later login takes the place of theirs. */
export function offers(region: HTMLElement): void {
  const drawn = region.querySelector(".toast-item");
  for (const { whose: then, since, markup } of take()) {
    if (then !== whose() || Date.now() - since > CARRIED_MS) continue;
    const pattern = document.createElement("template");
    pattern.innerHTML = markup;
    const item = pattern.content.firstElementChild as HTMLElement | null;
    const token = item?.querySelector<HTMLInputElement>("input[name='_csrf']");
    if (token) token.value = document.querySelector<HTMLMetaElement>("meta[name='csrf']")?.content ?? "";
    item?.setAttribute("data-since", String(since));
    if (item) region.insertBefore(item, drawn);
  }
  window.addEventListener("pagehide", () => keep(region));
}
