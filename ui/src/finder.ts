// "Search or jump to": a list one moves in while the focus stays in the field. Pages, servers and what the page
// offers are there at once; brands, groups and accounts come from the server while one types.
import { sessionEnded } from "./session";

const WAIT_MS = 120;
const SLOW_MS = 250;
const PATIENCE_MS = 10_000;

const fold = (text: string) => text.normalize("NFKC").toLowerCase().normalize("NFKC").trim();

export function finder(): void {
  const dialog = document.getElementById("finder");
  const form = dialog?.querySelector("form");
  const input = form?.querySelector("input");
  if (!(dialog instanceof HTMLDialogElement) || !form || !input) return;
  const list = form.querySelector<HTMLElement>("[role='listbox']")!;
  const part = (name: string) => list.querySelector<HTMLElement>(`[data-part='${name}']`);
  const found = part("found")!;
  const search = part("search");
  const state = form.querySelector<HTMLElement>("[data-state]")!;
  const again = form.querySelector<HTMLElement>("[data-again]")!;
  const said = form.querySelector<HTMLElement>("[data-said]")!;
  let active: HTMLAnchorElement | undefined;
  let moved = false;
  let timer = 0;
  let asking: AbortController | undefined;

  const options = () => [...list.querySelectorAll<HTMLAnchorElement>("[role='option']")].filter((option) => !option.hidden && !option.closest("[hidden]"));
  const results = () => options().filter((option) => !search?.contains(option));

  /** Hides what has not the words, then the headings over nothing. */
  const narrow = () => {
    const words = fold(input.value);
    for (const option of list.querySelectorAll<HTMLElement>("[role='option']")) {
      const whole = search?.contains(option);
      const bare = found.contains(option) ? words.replace(/^@/, "") : words;
      option.hidden = whole ? words === "" : !fold(option.textContent!).includes(bare);
    }
    if (search) {
      search.querySelector("[data-query]")!.textContent = `“${input.value.trim()}”`;
      search.querySelector("a")!.href = `${form.action}?q=${encodeURIComponent(input.value.trim())}`;
    }
    tidy();
  };

  const tidy = () => {
    for (const group of list.querySelectorAll<HTMLElement>("[role='group']")) group.hidden = !group.querySelector("[role='option']:not([hidden])");
    list.querySelectorAll("[role='option']").forEach((option, index) => (option.id = `finder-${index}`));
    const all = options();
    list.hidden = all.length === 0;
    input.setAttribute("aria-expanded", String(all.length > 0));
    activate((moved && all.find((option) => option.href === active?.href)) || all[0]);
  };

  const activate = (option?: HTMLAnchorElement) => {
    for (const other of list.querySelectorAll("[aria-selected='true']")) other.setAttribute("aria-selected", "false");
    active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const tell = (text: string, retry = false) => {
    state.hidden = text === "";
    state.querySelector("p")!.textContent = text;
    again.hidden = !retry;
  };

  const count = () => {
    const all = results().length;
    const words = input.value.trim();
    tell(all === 0 && words ? `Nothing is called “${words}”.` : "");
    said.textContent = all === 0 ? `Nothing is called “${words}”.` : `${all} ${all === 1 ? "result" : "results"}`;
  };

  const ask = async () => {
    const words = input.value.trim();
    const mine = (asking = new AbortController());
    const slow = window.setTimeout(() => tell("Searching…"), SLOW_MS);
    const patience = window.setTimeout(() => mine.abort("patience"), PATIENCE_MS);
    try {
      // as parts of pages are asked for: without a session the answer is 401 and not the login page
      const response = await fetch(`${form.dataset.find}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
      const markup = await response.text();
      if (asking !== mine) return;
      if (response.status === 401) return sessionEnded();
      if (!response.ok) throw new Error();
      found.innerHTML = markup;
      tidy();
      count();
    } catch {
      if (asking !== mine) return; // other words are being asked for
      tell("The search did not answer. Pages and servers are still here.", true);
      said.textContent = "The search did not answer.";
    } finally {
      window.clearTimeout(slow);
      window.clearTimeout(patience);
    }
  };

  const typed = () => {
    moved = false;
    window.clearTimeout(timer);
    asking?.abort();
    asking = undefined;
    if (!input.value.trim()) found.replaceChildren();
    narrow();
    tell("");
    if (!form.dataset.find || !input.value.trim()) return count();
    timer = window.setTimeout(() => void ask(), WAIT_MS);
  };

  /** What the page offers now: its buttons may have changed since. */
  const actions = () => {
    const group = part("actions")!;
    for (const old of group.querySelectorAll("[role='option']")) old.remove();
    for (const button of document.querySelectorAll<HTMLElement>("main .actbar :is(a.btn, button.btn):not([aria-disabled='true'], :disabled)")) {
      if (!button.checkVisibility()) continue;
      const option = document.createElement("a");
      option.className = "side-link";
      option.href = button instanceof HTMLAnchorElement ? button.href : "#";
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(...button.cloneNode(true).childNodes);
      option.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        dialog.close(); // first, as the button may open a dialog of its own
        button.click();
      });
      group.append(option);
    }
  };

  const open = (elsewhere: boolean) => {
    if (!active) return;
    if (elsewhere) window.open(active.href, "_blank", "noopener");
    else active.click();
  };

  input.addEventListener("focus", () => {
    actions();
    narrow();
  });
  // opened from nowhere: the field is seen while the palette fades, and must not take the next keys
  dialog.addEventListener("close", () => input.blur());
  input.addEventListener("input", typed);
  // or it would still be open when one comes back to this page
  list.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.target instanceof Element && event.target.closest("[role='option']")) dialog.close();
  });
  again.addEventListener("click", () => {
    input.focus();
    typed();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // closes at once; a search field would first only empty itself
      event.preventDefault();
      dialog.close();
    }
    if (event.target !== input) return;
    if (event.key === "Enter") {
      event.preventDefault();
      open(event.ctrlKey || event.metaKey);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const all = options();
    if (step === 0 || all.length === 0) return;
    event.preventDefault();
    moved = true;
    activate(all[(all.indexOf(active!) + step + all.length) % all.length]);
  });
}
