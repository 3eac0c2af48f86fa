// Buttons with data-copy put that text on the clipboard and say so.
import { toast } from "./toast";

export function copy(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const text = button.dataset.copy ?? "";
    navigator.clipboard
      .writeText(text)
      .then(() => toast({ text: "Copied", detail: text }))
      .catch(() => toast({ text: "Could not copy", detail: "Select the text and copy it by hand.", bad: true }));
  });
}
