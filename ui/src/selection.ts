// Choosing rows: the bar of what can be done shows while some are chosen. A box pressed with Shift chooses all from
// the last one on; the box in the head chooses the whole page.

const ROW = "input[data-select]";
let last: HTMLInputElement | undefined;

export function selection(): void {
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.matches(ROW)) {
      if (event.shiftKey && last?.isConnected) range(last, box);
      last = box;
      return show();
    }
    if (box instanceof HTMLInputElement && box.matches("[data-select-all]")) return all(box.checked);
    if (box instanceof Element && box.closest("[data-select-none]")) {
      all(false);
      document.querySelector<HTMLElement>(ROW)?.focus();
    }
  });
  // another page of the list, or another filter: what is not seen is not chosen
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  show();
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
  const head = document.querySelector<HTMLInputElement>("[data-select-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === rows.length;
    head.indeterminate = chosen.length > 0 && chosen.length < rows.length;
  }
  const bar = document.querySelector<HTMLElement>("[data-selection]");
  if (!bar) return;
  bar.toggleAttribute("data-any", chosen.length > 0);
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = String(chosen.length);
}
