// Notes that are saved when they are left. What could not be saved stays as it was typed, says so, and can be tried
// again; nothing that comes from the server takes its place (morph.ts). What somebody else wrote meanwhile is said, and
// replaced only when it is sent again. And the history below, read when it is opened.
import htmx from "htmx.org";
import { post } from "./csrf";
import { sessionEnded } from "./session";

const MOST = 500;
const SAID_MS = 4_000;
const saving = new WeakSet<HTMLFormElement>();

/** The answer when somebody else wrote the note meanwhile. */
interface Clashing {
  notes: string;
  detail: string;
}

const formOf = (target: EventTarget | null) => (target instanceof Element ? target.closest<HTMLFormElement>("form[data-note]") : null);
const fieldOf = (form: HTMLFormElement) => form.querySelector("textarea")!;
const length = (text: string) => [...text].length;

function say(form: HTMLFormElement, text: string, failed = false, retryLabel = "Try again"): void {
  const said = form.querySelector<HTMLElement>("[data-note-said]");
  if (said) {
    said.textContent = text;
    said.classList.toggle("text-error", failed);
  }
  const retry = form.querySelector<HTMLElement>("[data-note-retry]");
  if (retry) {
    retry.hidden = !failed || !retryLabel;
    retry.textContent = retryLabel;
  }
  fieldOf(form).toggleAttribute("aria-invalid", failed);
}

function count(form: HTMLFormElement): void {
  const size = length(fieldOf(form).value);
  const shown = form.querySelector<HTMLElement>("[data-note-count]");
  if (!shown) return;
  shown.textContent = `${size}/${MOST}`;
  shown.classList.toggle("text-error", size > MOST);
}

async function save(form: HTMLFormElement): Promise<void> {
  const field = fieldOf(form);
  if (form.dataset.unsaved === undefined || saving.has(form)) return;
  const [sent, before] = [field.value, field.defaultValue];
  const over = length(sent) - MOST;
  if (over > 0) return say(form, `Not saved: ${over} ${over === 1 ? "character" : "characters"} too long.`, true);
  saving.add(form);
  say(form, "Saving…");
  field.defaultValue = sent; // on its way: leaving the page asks nothing
  const answer = await post(form.action, { notes: sent, was_notes: before }).catch(() => undefined);
  saving.delete(form);
  if (answer?.ok) {
    // typed on meanwhile
    if (field.value !== sent) return void (document.activeElement === field || save(form));
    delete form.dataset.unsaved;
    delete form.dataset.clashing;
    say(form, "Saved");
    window.setTimeout(() => form.dataset.unsaved === undefined && say(form, ""), SAID_MS);
    return;
  }
  field.defaultValue = before;
  if (answer?.status === 401) return sessionEnded(form);
  if (answer?.status === 409) return clash(form, (await answer.json()) as Clashing);
  if (answer?.status === 404) return say(form, "Not saved: this payment is not there any more.", true, "");
  say(form, answer ? `Not saved: ${await why(answer)}` : "Not saved: no answer from the server.", true);
}

/** Somebody wrote another text meanwhile: it is replaced when that is wanted, not when the field is merely left again. */
function clash(form: HTMLFormElement, { notes, detail }: Clashing): void {
  fieldOf(form).defaultValue = notes;
  form.dataset.clashing = "";
  say(form, `Not saved. ${detail}`, true, "Save again");
}

async function why(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  return problem.detail ?? "that did not work.";
}

function history(details: HTMLDetailsElement): void {
  const target = details.querySelector<HTMLElement>("[data-loaded]");
  if (details.open && target) void htmx.ajax("get", details.dataset.history ?? "", { target, source: target, select: "#history", swap: "innerHTML" });
}

export function notes(): void {
  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    fieldOf(form).removeAttribute("maxlength"); // it counts otherwise than the server, and cuts what is pasted
    form.dataset.unsaved = "";
    delete form.dataset.clashing;
    count(form);
  });
  document.addEventListener("focusout", (event) => {
    const form = formOf(event.target);
    if (form && event.target === fieldOf(form) && form.dataset.clashing === undefined) void save(form);
  });
  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    event.preventDefault();
    void save(form);
  });
  document.addEventListener("click", (event) => {
    const form = event.target instanceof Element && event.target.closest("[data-note-retry]") ? formOf(event.target) : null;
    if (form) void save(form);
  });
  // it does not bubble
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.dataset.history) history(event.target);
  }, true);
  // what was changed has happened too
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    if (!target.matches("#main, #results")) return;
    for (const details of document.querySelectorAll<HTMLDetailsElement>("details[data-history][open]")) history(details);
  });
}
