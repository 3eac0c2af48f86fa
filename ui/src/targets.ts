// The form of a new bonus round: boxes that tick all groups, a target of one's own that ticks its group and can be
// taken back, the default shown where there is none, and what the round can cost. Sums are the server's word in the end.

const form = () => document.querySelector<HTMLFormElement>("#new-round:has([data-group])");
const boxes = (root: ParentNode) => [...root.querySelectorAll<HTMLInputElement>("[data-group]")];

export function targets(): void {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.closest("#new-round")) return;
    if (field.dataset.all) {
      const part = document.querySelector(field.dataset.all);
      if (part) for (const box of boxes(part)) box.checked = field.checked;
    }
    if (field.matches("[data-own]") && field.value) {
      const box = field.closest("li")?.querySelector<HTMLInputElement>("[data-group]");
      if (box) box.checked = true;
    }
    const choice = document.getElementById(field.dataset.chooses ?? "");
    if (choice instanceof HTMLInputElement && field.value) choice.checked = true;
    show();
  }, true);
  document.addEventListener("click", (event) => {
    const reset = event.target instanceof Element ? event.target.closest("[data-reset]") : null;
    const field = reset?.closest("li")?.querySelector<HTMLInputElement>("[data-own]");
    if (!field) return;
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  for (const event of ["htmx:load", "restored"]) document.addEventListener(event, show);
  window.addEventListener("pageshow", show);
  show();
}

function show(): void {
  const root = form();
  if (!root) return;
  const all = boxes(root);
  const chosen = all.filter((box) => box.checked).length;
  for (const each of root.querySelectorAll<HTMLInputElement>("[data-all]")) {
    const rows = boxes(document.querySelector(each.dataset.all ?? "") ?? root);
    const ticked = rows.filter((box) => box.checked).length;
    each.checked = ticked > 0 && ticked === rows.length;
    each.indeterminate = ticked > 0 && ticked < rows.length;
  }
  const usual = root.querySelector<HTMLInputElement>("[data-default]")?.value.trim();
  for (const field of root.querySelectorAll<HTMLInputElement>("[data-own]")) field.placeholder = usual ? `${usual} (default)` : "Default";
  const sum = root.querySelector("[data-sum]");
  const text = `${chosen} of ${all.length} chosen${most(root, chosen)}`;
  if (sum && sum.textContent !== text) sum.textContent = text;
}

/** Cents are whole numbers: no fraction of a dollar is ever multiplied. */
function most(root: HTMLElement, chosen: number): string {
  const typed = root.querySelector<HTMLInputElement>("[data-amount]")?.value.trim().replace(/^\$\s*/, "") ?? "";
  const amount = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(typed);
  if (!amount || chosen === 0) return "";
  const cents = (Number(amount[1]) * 100 + Number((amount[2] ?? "").padEnd(2, "0"))) * chosen;
  return `, at most $${Math.floor(cents / 100).toLocaleString("en-US")}.${String(cents % 100).padStart(2, "0")}`;
}
