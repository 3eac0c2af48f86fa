// The session ended while a page is open: say so, keep what was typed in the form, log in, and put it back.
// Only in this tab, only for the same person, and never what is hidden or secret.
import { openDialog } from "./dialog";
import { unguard } from "./guard";
import { toast } from "./toast";

const KEY = "draft";
const READ_MS = 2_000;
/** What a person types or chooses; hidden fields and passwords are not kept. */
const KEPT = "input:is([type='text'], [type='search'], [type='number'], [type='url'], [type='date'], :not([type])), textarea, select";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Draft {
  person: string;
  page: string;
  action: string;
  fields: [string, string][];
}

const here = () => location.pathname + location.search;
const person = () => document.body.dataset.person ?? "";
let leaving = false;

/** To the login and back here. `from` is what asked in vain. */
export function sessionEnded(from?: Element): void {
  if (leaving) return;
  leaving = true;
  unguard();
  const form = from?.closest("form");
  if (form && form.method === "post") keep(form);
  toast({ text: "Your session has ended. Taking you to the login.", bad: true });
  window.setTimeout(() => location.assign(`/login?return_to=${encodeURIComponent(here())}`), READ_MS);
}

function keep(form: HTMLFormElement): void {
  const fields = [...form.querySelectorAll<Field>(KEPT)].filter((field) => field.name).map((field): [string, string] => [field.name, field.value]);
  const draft: Draft = { person: person(), page: here(), action: form.getAttribute("action") ?? "", fields };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // refused by the browser: the login works without
  }
}

function take(): Draft | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    const draft = text ? (JSON.parse(text) as Draft) : undefined;
    // the login page comes between; any other page ends it
    if (person()) sessionStorage.removeItem(KEY);
    return draft;
  } catch {
    return undefined;
  }
}

/** Puts back what was typed. */
export function drafts(): void {
  const draft = take();
  if (!draft || !person() || draft.person !== person() || draft.page !== here()) return;
  const form = [...document.forms].find((form) => form.method === "post" && form.getAttribute("action") === draft.action);
  if (!form) return;
  const fields = [...form.querySelectorAll<Field>(KEPT)];
  for (const [name, value] of draft.fields) {
    const field = fields.find((field) => field.name === name);
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const dialog = form.closest("dialog");
  if (dialog) openDialog(dialog);
  toast({ text: "You are logged in again", detail: "What you had typed is back in the form. Send it again." });
}
