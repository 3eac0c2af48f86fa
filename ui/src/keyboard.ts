// Shortcuts: Ctrl or Cmd + K opens and closes the finder; single keys search, go, move over rows, and help.
// Single keys do nothing while one types or a dialog is open, and can be turned off (settings.ts).
import { openDialog } from "./dialog";
import { rowKey } from "./rows";
import { toBar } from "./selection";
import { isExact, setExact, singleKeys } from "./settings";

/** How long `g` waits for the key that says where to. */
const GO_MS = 1_500;

export function keyboard(): void {
  let go = 0;
  document.addEventListener("keydown", (event) => {
    const finder = dialog("finder");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && finder) {
      event.preventDefault();
      if (finder.open) finder.close();
      else open(finder);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (!singleKeys() || document.querySelector("dialog:modal, :popover-open")) return;
    const afterG = Date.now() - go < GO_MS;
    go = 0;
    if (afterG) {
      const link = document.querySelector<HTMLElement>(`[data-go="${CSS.escape(event.key)}"]`);
      link?.click();
      if (link) return event.preventDefault();
    }
    switch (event.key) {
      case "g":
        go = Date.now();
        return;
      case "j":
      case "k":
      case "x":
        if (rowKey(event.key)) event.preventDefault();
        return;
      case "b":
        if (toBar()) event.preventDefault();
        return;
      case "t":
        return setExact(!isExact());
      case "?":
        return open(dialog("shortcuts"));
      case "/":
        event.preventDefault(); // the key must not end in the field
        return search(finder);
    }
  });
}

function search(finder: HTMLDialogElement | undefined): void {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  if (!field) return open(finder);
  field.focus();
  field.select();
}

function dialog(id: string): HTMLDialogElement | undefined {
  const found = document.getElementById(id);
  return found instanceof HTMLDialogElement ? found : undefined;
}

function open(box: HTMLDialogElement | undefined): void {
  if (box) openDialog(box, document.activeElement instanceof HTMLElement ? document.activeElement : undefined);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit']), select, textarea, [contenteditable]");
}
