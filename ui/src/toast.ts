// Toasts, bottom left, in the page's live region, three at most. With Undo they stay 10 s, and as long as pointer or focus
// is on them, whatever else is done meanwhile; with Retry until they are closed, or something was done. An open dialog
// makes everything outside it inert: while one is, they stand in it.
import { offers } from "./offers";

interface Toast {
  text: string;
  detail?: string;
  bad?: boolean;
  action?: { label: string; run: () => void };
}

interface Answer {
  target: Element;
  requestConfig?: { elt: Element; verb: string };
}

const PLAIN_MS = 6_000;
const ACTION_MS = 10_000;
const MOST = 3;
/** Where the focus goes on in a dialog. */
export const FIELDS = "input:not([type='hidden']), select, textarea, button";

/** Puts the region where it can be seen and used: into the dialog that was opened last, else where it was drawn. */
export function place(): void {
  const region = document.getElementById("toasts");
  const home = [...document.querySelectorAll<HTMLDialogElement>("dialog:modal")].at(-1) ?? document.body;
  if (region && region.parentElement !== home) home.append(region);
}

export function toast({ text, detail, bad = false, action }: Toast): void {
  const region = document.getElementById("toasts");
  const pattern = document.getElementById(bad ? "toast-bad" : "toast-good");
  if (!region || !(pattern instanceof HTMLTemplateElement)) return;
  const item = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
  item.querySelector("[data-text]")!.textContent = text;
  if (detail) show(item, "[data-detail]").textContent = detail;
  if (action) {
    const { label, run } = action;
    const button = show(item, "[data-action]");
    button.querySelector("span")!.textContent = label;
    button.addEventListener("click", () => {
      dismiss(item);
      run();
    });
  }
  place();
  // pressed again, the same words take their own place
  const last = region.lastElementChild;
  if (last?.textContent === item.textContent && !action) last.remove();
  region.append(item);
  fit(region);
  // a failure one can retry stays until one did or closed it
  if (bad && action) item.dataset.watched = "";
  else watch(item, action ? ACTION_MS : PLAIN_MS);
}

/** The oldest leave first. */
function fit(region: HTMLElement): void {
  while (region.children.length > MOST) region.firstElementChild?.remove();
}

/** A form was answered: what it said stands after the older offers of Undo, but for the one that was taken. */
function answered(form: Element): void {
  const region = document.getElementById("toasts");
  if (!region) return;
  for (const item of region.querySelectorAll(":scope > [data-watched]")) {
    if (!item.querySelector("form") || item.contains(form)) item.remove();
  }
  fit(region);
}

function show(item: HTMLElement, selector: string): HTMLElement {
  const part = item.querySelector<HTMLElement>(selector)!;
  part.hidden = false;
  return part;
}

/** Removes the toast when its time is over; the clock stands still under pointer or focus. */
function watch(item: HTMLElement, life: number): void {
  item.dataset.watched = "";
  let left = life;
  let since = Date.now();
  let timer = window.setTimeout(() => dismiss(item), left);
  const stop = () => {
    window.clearTimeout(timer);
    left -= Date.now() - since;
  };
  const go = () => {
    window.clearTimeout(timer);
    if (item.matches(":hover, :focus-within")) return;
    since = Date.now();
    timer = window.setTimeout(() => dismiss(item), Math.max(left, 1_500));
  };
  item.addEventListener("pointerenter", stop);
  item.addEventListener("focusin", stop);
  item.addEventListener("pointerleave", go);
  item.addEventListener("focusout", () => window.setTimeout(go));
}

function dismiss(item: HTMLElement): void {
  const focused = item.contains(document.activeElement);
  const dialog = item.closest("dialog");
  item.remove();
  if (focused) (dialog?.querySelector<HTMLElement>(FIELDS) ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

function watchDrawn(): void {
  for (const item of document.querySelectorAll<HTMLElement>("#toasts > .toast-item:not([data-watched])")) {
    watch(item, item.querySelector("form") ? ACTION_MS : PLAIN_MS);
  }
}

export function toasts(): void {
  document.addEventListener("click", (event) => {
    const item = event.target instanceof Element && event.target.closest("[data-dismiss]")?.closest<HTMLElement>(".toast-item");
    if (item) dismiss(item);
  });
  const region = document.getElementById("toasts");
  if (region) {
    offers(region);
    fit(region);
  }
  // those that the server drew: with the page, or beside a part of it
  watchDrawn();
  document.addEventListener("htmx:afterSettle", () => {
    place();
    watchDrawn();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { requestConfig, target } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb === "post" && target.id === "main") answered(requestConfig.elt);
  });
  document.addEventListener("close", place, true);
  // what is swapped away must not take the region with it
  document.addEventListener("htmx:beforeSwap", (event) => {
    const region = document.getElementById("toasts");
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    if (region && target !== document.body && target.contains(region)) document.body.append(region);
  });
}
