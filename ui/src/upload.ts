// Choosing a file (form[data-upload]): by its button, by dropping it on the form, or by pasting the cells of a spreadsheet.
// What the server would refuse is said before anything is sent; the server looks again.
import { announce } from "./announce";

const FORM = "form[data-upload]";
/** What a spreadsheet program saves by itself: zip archives, and the old workbooks. */
const WORKBOOKS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];
const PASTED = "pasted.tsv";

export function uploads(): void {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.type === "file" && input.form?.matches(FORM)) void look(input.form, input);
  });
  document.addEventListener("paste", pasted);
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", dropped);
}

function over(event: DragEvent, inside: boolean): void {
  const form = formAt(event.target);
  if (!form || !event.dataTransfer?.types.includes("Files") || field(form)?.disabled) return;
  event.preventDefault();
  form.toggleAttribute("data-over", inside);
}

function dropped(event: DragEvent): void {
  const form = formAt(event.target);
  const file = event.dataTransfer?.files[0];
  if (!form || !file || field(form)?.disabled) return;
  event.preventDefault();
  form.removeAttribute("data-over");
  take(form, file);
}

/** Cells come as text with tabs; a file that was copied comes as a file. */
function pasted(event: ClipboardEvent): void {
  const form = document.querySelector<HTMLFormElement>(FORM);
  const typing = event.target instanceof Element && event.target.closest("input:not([type='file'], [type='checkbox']), textarea, select, dialog, [contenteditable]");
  if (!form || typing || field(form)?.disabled) return;
  const file = event.clipboardData?.files[0];
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (file) take(form, file);
  else if (/[\t,;]/.test(text) && /[\r\n]/.test(text.trim())) take(form, new File([text], PASTED, { type: "text/tab-separated-values" }));
  else return;
  event.preventDefault();
}

function formAt(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof Element ? target.closest<HTMLFormElement>(FORM) : null;
}

function field(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>("input[type='file']");
}

function take(form: HTMLFormElement, file: File): void {
  const input = field(form);
  if (!input) return;
  const list = new DataTransfer();
  list.items.add(file);
  input.files = list.files;
  void look(form, input);
  form.querySelector<HTMLElement>("button[type='submit'], button:not([type])")?.focus();
}

/** Says what was chosen, or why it cannot be sent. */
async function look(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  const wrong = file ? await fault(file, Number(form.dataset.maxBytes)) : "";
  if (input.files?.[0] !== file) return; // another one was chosen meanwhile
  input.setCustomValidity(wrong);
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const error = form.querySelector<HTMLElement>("[data-upload-error]");
  if (error) {
    error.hidden = wrong === "";
    error.querySelector("span")!.textContent = wrong;
  }
  form.querySelector(".field-error:not([data-upload-error])")?.remove(); // what the server said of the one before
  const chosen = form.querySelector<HTMLElement>("[data-upload-chosen]");
  const words = file && !wrong ? `${file.name}, ${size(file.size)}` : "";
  if (chosen) chosen.textContent = words;
  announce(wrong || (words && `Chosen: ${words}`));
}

async function fault(file: File, most: number): Promise<string> {
  if (file.size === 0) return "The file is empty.";
  if (file.size > most) return `The file has ${size(file.size)}; at most ${size(most)} can be imported.`;
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (WORKBOOKS.some((known) => known.every((byte, at) => start[at] === byte))) return "The file is a workbook or an archive. Save it as CSV first.";
  return "";
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KiB"] : [bytes / 1024 / 1024, "MiB"];
  return `${value.toLocaleString("en", { maximumFractionDigits: 1 })} ${unit}`;
}
