// Forms marked data-unsent keep what is typed in this tab, for the same person, until they lead to another page: over
// errors, a reload, a way out and back, and a lost session. Only a form that the server drew afresh is filled again.
import { unguard } from "./guard";

const FIELDS = "input:not([type='hidden'], [type='password'], [type='file']), textarea, select";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = [name: string, value: string, checked: boolean][];

const keyOf = (form: HTMLFormElement) => `unsent ${document.body.dataset.person ?? ""} ${form.getAttribute("action") ?? ""}`;
const fieldsOf = (form: HTMLFormElement) => [...form.querySelectorAll<Field>(FIELDS)].filter((field) => field.name);
const isBox = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);

function keep(form: HTMLFormElement): void {
  const kept = fieldsOf(form).map((field): Kept[number] => [field.name, field.value, isBox(field) && field.checked]);
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(kept));
  } catch {
    // refused by the browser: the form works without
  }
}

function take(form: HTMLFormElement): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function drop(form: HTMLFormElement): void {
  try {
    sessionStorage.removeItem(keyOf(form));
  } catch {
    // nothing was kept either
  }
}

function restore(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-unsent='new']");
  const kept = form && take(form);
  if (!form || !kept) return;
  form.dataset.unsent = "restored";
  const fields = fieldsOf(form);
  for (const [name, value, checked] of kept) {
    const field = fields.find((field) => field.name === name && (!isBox(field) || field.value === value));
    if (!field || field.disabled) continue; // what could be chosen then may be gone by now
    if (isBox(field)) field.checked = checked;
    else field.value = value;
  }
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  const note = document.querySelector<HTMLElement>("[data-unsent-note]");
  if (note) note.hidden = false;
}

export function unsent(): void {
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form?.matches("[data-unsent='new'], [data-unsent='typed'], [data-unsent='restored']")) keep(form);
  });
  // it led to another page: what was typed is done with
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = (event as CustomEvent<{ requestConfig?: { elt: Element }; xhr: XMLHttpRequest }>).detail;
    const form = requestConfig?.elt;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-unsent]") || xhr.status >= 400) return;
    if (new URL(xhr.responseURL).pathname !== new URL(form.action).pathname) drop(form);
  });
  document.addEventListener("click", (event) => {
    const form = document.querySelector<HTMLFormElement>("form[data-unsent]");
    if (!form || !(event.target instanceof Element) || !event.target.closest("[data-unsent-drop]")) return;
    drop(form);
    unguard();
    location.assign(form.action);
  });
  document.addEventListener("htmx:load", restore);
  restore();
}
