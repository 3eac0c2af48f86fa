// Rows of a table by keyboard: `j` and `k` move the focus over the rows' own links, so that Enter opens, and
// `x` ticks the row's box. The row that has the focus is the one where one is; nothing else is kept.

const ROW = "main table.dtable > tbody > tr";

export function rowKey(key: string): boolean {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>(ROW)].filter((row) => row.checkVisibility());
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "x") {
    const box = rows[here]?.querySelector<HTMLInputElement>("input[type='checkbox']:not(:disabled)");
    box?.click();
    return box !== undefined && box !== null;
  }
  const step = key === "j" ? 1 : key === "k" ? -1 : 0;
  if (step === 0 || rows.length === 0) return false;
  // from outside the table one comes to the first row that is seen
  const seen = Math.max(rows.findIndex((row) => row.getBoundingClientRect().top >= 0), 0);
  const next = rows[here < 0 ? seen : here + step];
  if (next) focus(next);
  return true;
}

function focus(row: HTMLTableRowElement): void {
  // in the order of what one would want, which is not that of the columns
  const found = ["th a[href]", "a[href]", "button", "input:not(:disabled)"].map((wanted) => row.querySelector<HTMLElement>(wanted)).find(Boolean);
  if (!found) row.tabIndex = -1;
  (found ?? row).focus();
}
