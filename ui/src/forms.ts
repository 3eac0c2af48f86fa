// Forms that change something: the answer swaps #main and what is beside it (web/form.rs). The page that it leads to takes
// the place of the present one in the history when it is the same page, and the focus stays near what was done.
import { lastLink } from "./dialog";
import { FIELDS } from "./toast";

interface Answer {
  target: Element;
  xhr: XMLHttpRequest;
  requestConfig?: { elt: Element; verb: string };
  pathInfo: { responsePath?: string | null; finalRequestPath: string };
  history: { type?: string; path?: string };
}

interface Sending {
  elt: Element;
  verb: string;
  triggeringEvent?: Event;
}

/** How long a request takes before it shows, as in loading.ts. */
const BUSY_MS = 200;

/** A toast of the answer says that nothing was changed (web/toast.rs). */
const UNCHANGED = /<div class="toast-item[^>]* data-unchanged/;

/** Whether the keyboard was used last: then the focus goes where the next key is likely to be. */
let byKeyboard = false;

/** What was pressed for the last change, outside the toasts: Undo leads back to it. */
let pressed = "";
let submitter: HTMLElement | undefined;
/** The first of the rows that it was about. */
let row = "";

/** The buttons that wait for the answer of a form. */
const waiting = new WeakMap<Element, { buttons: HTMLButtonElement[]; timer: number }>();

/** While a form is sent none of its buttons sends it again; the pressed one shows that it works when that takes a while. */
function hold(form: HTMLFormElement, pressed?: HTMLElement | null): void {
  const buttons = [...form.elements].filter((field): field is HTMLButtonElement => field instanceof HTMLButtonElement && !field.disabled && field.type === "submit");
  for (const button of buttons) button.disabled = true;
  const timer = window.setTimeout(() => (pressed ?? buttons[0])?.setAttribute("aria-busy", "true"), BUSY_MS);
  waiting.set(form, { buttons, timer });
}

function release(form: Element): void {
  const { buttons, timer } = waiting.get(form) ?? { buttons: [] };
  window.clearTimeout(timer);
  for (const button of buttons) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
  waiting.delete(form);
}

export function forms(): void {
  document.addEventListener("htmx:beforeSend", (event) => {
    const { elt, verb, triggeringEvent } = (event as CustomEvent<{ requestConfig: Sending }>).detail.requestConfig;
    if (verb === "post" && elt instanceof HTMLFormElement) remember(elt, triggeringEvent);
    // a switch keeps the focus; pressed again it waits (hx-sync)
    if (verb === "post" && elt instanceof HTMLFormElement && !elt.querySelector("[role='switch']")) hold(elt, triggeringEvent instanceof SubmitEvent ? triggeringEvent.submitter : null);
  });
  document.addEventListener("htmx:afterRequest", (event) => release((event as CustomEvent<{ requestConfig: Sending }>).detail.requestConfig.elt));
  document.addEventListener("keydown", () => (byKeyboard = true), true);
  document.addEventListener("pointerdown", () => (byKeyboard = false), true);
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig, pathInfo, xhr } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb !== "post") return;
    const to = new URL(pathInfo.responsePath ?? pathInfo.finalRequestPath, location.href);
    // from the review Back leads to the form
    const reviewed = xhr.status === 200 && requestConfig.elt.matches("[data-unsent]:not([data-unsent='review'])");
    // Back must not lead to the dialog that was done with
    if ((to.pathname === location.pathname && !reviewed) || xhr.status === 422) history.type = "replace";
    // what is wrong is shown over the page where it was typed: the address of the form is no page
    if (xhr.status === 422) history.path = location.pathname + location.search;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<Answer & { swapOverride?: string }>;
    if (detail.requestConfig?.verb !== "post" || detail.target.id !== "main") return;
    // Undo was pressed beside a dialog, which is not what was answered
    if (detail.requestConfig.elt.closest(".toast-item")) document.querySelector("dialog:modal")?.toggleAttribute("data-stays", true);
    // worked in, so that the dialog stands as it is and only says what is wrong, and nothing typed is lost; nor what is
    // chosen, where nothing was changed
    if (detail.xhr.status === 422 || UNCHANGED.test(detail.xhr.responseText) || document.querySelector("[data-unsaved], [data-stays]")) detail.swapOverride = "morph:outerHTML show:none";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig, target, xhr } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb !== "post" || target.id !== "main") return;
    release(requestConfig.elt); // what was pressed may take the focus again
    const dialog = document.querySelector("dialog:modal");
    if (dialog?.hasAttribute("data-stays")) {
      dialog.removeAttribute("data-stays");
      return dialog.querySelector<HTMLElement>(FIELDS)?.focus();
    }
    if (dialog) return dialog.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
    const wrong = xhr.status === 422 ? target.querySelector<HTMLElement>("[aria-invalid='true']") : null;
    if (wrong) return wrong.focus();
    if (document.activeElement && document.activeElement !== document.body) return;
    for (const part of next(requestConfig.elt)) {
      part?.focus({ preventScroll: true });
      if (part && document.activeElement === part) return;
    }
  });
}

/** A dialog is gone with its form: what had opened it stays. */
function remember(form: HTMLFormElement, event?: Event): void {
  if (form.closest(".toast-item")) return;
  const button = event instanceof SubmitEvent ? event.submitter : null;
  pressed = (form.closest("dialog") ? lastLink()?.id : button?.id) ?? "";
  submitter = button ?? undefined;
  row = document.querySelector<HTMLInputElement>("input[data-select]:checked")?.value ?? "";
}

/** Whatever was pressed is gone: on with the link that had opened the dialog, or the way back, or the page's own part; after
 * the way back with what had been changed. What is hidden by now takes no focus. */
function next(form: Element): (HTMLElement | null | undefined)[] {
  const main = document.getElementById("main");
  if (form.closest(".toast-item")) return [document.getElementById(pressed), document.querySelector<HTMLElement>(`input[data-select][value="${CSS.escape(row)}"]`), main];
  const undo = byKeyboard ? document.querySelector<HTMLElement>("#toasts > :last-child form button") : null;
  return [form.closest("dialog") ? lastLink() : submitter, undo, main];
}
