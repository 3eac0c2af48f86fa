// Choosing rows: the bar of what can be done shows while some are chosen. A box pressed with Shift chooses all from
// the last one on; the box in the head, or above the cards of a phone, chooses the whole page.
import { singleKeys } from "./settings";

const ROW = "input[data-select]";
const BAR = "[data-selection][data-any]";
let last: HTMLInputElement | undefined;
/** Where the focus was before the key led to the bar. */
let from: HTMLElement | undefined;

export function selection(): void {
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.matches(ROW)) {
      if (event.shiftKey && last?.isConnected) range(last, box);
      last = box;
      show();
      // the bar may have come over the row
      return box.scrollIntoView({ block: "nearest" });
    }
    if (box instanceof HTMLInputElement && box.matches("[data-select-all]")) return all(box.checked);
    if (box instanceof Element && box.closest("[data-select-none]")) {
      all(false);
      document.querySelector<HTMLElement>(ROW)?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target instanceof Element && event.target.closest(BAR)) back();
  });
  window.addEventListener("resize", show);
  // another page of the list, or another filter: what is not seen is not chosen
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  show();
}

/** To the first of what can be done with the chosen rows. */
export function toBar(): boolean {
  const bar = document.querySelector(BAR);
  const first = bar?.querySelector<HTMLElement>("select, button");
  if (!first) return false;
  const focused = document.activeElement;
  if (!bar?.contains(focused)) from = focused instanceof HTMLElement && focused !== document.body ? focused : undefined;
  first.focus();
  return true;
}

function back(): void {
  const row = from?.isConnected ? from : boxes().find((box) => box.checked);
  row?.focus();
}

const boxes = () => [...document.querySelectorAll<HTMLInputElement>(ROW)];

function range(from: HTMLInputElement, to: HTMLInputElement): void {
  const rows = boxes();
  const [first, end] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b) as [number, number];
  for (const box of rows.slice(Math.max(first, 0), end + 1)) box.checked = to.checked;
}

function all(checked: boolean): void {
  for (const box of boxes()) box.checked = checked;
  show();
}

function show(): void {
  const rows = boxes();
  const chosen = rows.filter((box) => box.checked);
  for (const box of rows) {
    const row = box.closest("tr");
    if (box.checked) row?.setAttribute("aria-selected", "true");
    else row?.removeAttribute("aria-selected");
  }
  for (const head of document.querySelectorAll<HTMLInputElement>("[data-select-all]")) {
    head.checked = chosen.length > 0 && chosen.length === rows.length;
    head.indeterminate = chosen.length > 0 && chosen.length < rows.length;
  }
  const bar = document.querySelector<HTMLElement>("[data-selection]");
  if (!bar) return;
  const appears = chosen.length > 0 && !bar.hasAttribute("data-any");
  bar.toggleAttribute("data-any", chosen.length > 0);
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = String(chosen.length);
  keyOf(bar, appears);
  // as high as it stands over the page: what takes the focus is scrolled clear of it
  const over = bar.offsetHeight + (parseFloat(getComputedStyle(bar).bottom) || 0);
  document.documentElement.style.setProperty("--selbar", `${over}px`);
}

/** The key is seen where it works, and said once. */
function keyOf(bar: HTMLElement, appears: boolean): void {
  const said = bar.querySelector("[data-bar-key]");
  if (said) said.textContent = appears && singleKeys() ? ". Press b for what can be done with it." : "";
  const shown = bar.querySelector<HTMLElement>("[data-bar-key-shown]");
  if (shown) shown.hidden = !singleKeys();
}
