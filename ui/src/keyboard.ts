// `/` goes to the page's search, Ctrl or Cmd + K opens the finder. Never while typing.
import { openDialog } from "./dialog";

export function keyboard(): void {
  document.addEventListener("keydown", (event) => {
    const box = document.getElementById("finder");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k" && box instanceof HTMLDialogElement) {
      event.preventDefault();
      openDialog(box, document.activeElement instanceof HTMLElement ? document.activeElement : undefined);
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog:modal")) return;
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (box instanceof HTMLDialogElement) {
      event.preventDefault();
      openDialog(box);
    }
  });
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");
}
