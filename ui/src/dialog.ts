// Dialogs: links and buttons with data-dialog open them here; without scripts they are addresses.
// Links with data-dialog-link fetch theirs from the address of the page with the dialog open (web/dialog.rs).
// Escape and a click beside the box close, the click only while nothing was typed; the browser keeps the focus inside
// and gives it back.
import { type Field, dirty } from "./guard";
import { place } from "./toast";

const openers = new WeakMap<HTMLDialogElement, HTMLElement>();
/** What an address says of the dialog alone. */
const OWN = ["dialog", "id"];
/** Where the focus goes when one opens. */
const FIRST = ["[autofocus]", "[aria-invalid='true']", "input:not([type='hidden']), select, textarea"];
let linkId = "";
/** Whether the open dialog has an entry of its own in the history: Back closes it, and closing it goes back. */
let entered = false;
let returning = false;

/** The link whose dialog was opened last, wherever it is drawn by now. */
export function lastLink(): HTMLElement | undefined {
  return document.getElementById(linkId) ?? undefined;
}

export function openDialog(dialog: HTMLDialogElement, opener?: HTMLElement): void {
  if (dialog.matches(":modal")) return;
  dialog.removeAttribute("open");
  if (opener) openers.set(dialog, opener);
  dialog.showModal();
  place();
  // what is wrong comes before what merely stands first
  const first = FIRST.map((wanted) => dialog.querySelector<HTMLElement>(wanted)).find((found) => found !== null);
  first?.focus();
  if (first instanceof HTMLInputElement && first.type === "search") first.select();
}

export function dialogs(): void {
  upgrade(document);
  document.addEventListener("htmx:load", (event) => upgrade((event as CustomEvent<{ elt: Element }>).detail.elt));

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opener = event.target.closest<HTMLElement>("[data-dialog]");
    const wanted = opener && document.getElementById(opener.dataset.dialog ?? "");
    if (wanted instanceof HTMLDialogElement) {
      event.preventDefault();
      openDialog(wanted, opener!);
      if (!entered && wanted.dataset.closeHref) enter({ ...history.state, dialog: wanted.id });
      return;
    }
    const dialog = event.target.closest<HTMLDialogElement>("dialog");
    if (dialog && (event.target.closest("[data-close]") || (event.target === dialog && !typedIn(dialog)))) {
      event.preventDefault();
      dialog.close();
    }
  });
  // beside what was typed a press does nothing: nor does it take the focus
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof HTMLDialogElement && typedIn(event.target)) event.preventDefault();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event as CustomEvent<{ elt: Element; path: string; triggeringEvent?: Event }>;
    // a form whose answer is a dialog: its button is the link
    const { triggeringEvent: sent } = detail;
    if (detail.elt.matches("form[data-dialog-form]") && sent instanceof SubmitEvent) linkId = sent.submitter?.id ?? "";
    if (!(detail.elt instanceof HTMLAnchorElement) || !detail.elt.matches("[data-dialog-link]")) return;
    linkId = detail.elt.id;
    detail.path = overPresent(detail.elt);
  });
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig } = (event as CustomEvent<{ history: { type?: string }; requestConfig: { elt: Element } }>).detail;
    if (entered || !requestConfig.elt.matches("[data-dialog-link]")) return;
    entered = true;
    history.type = "push";
  });
  // the form of a dialog was sent, and the page came without it
  document.addEventListener("htmx:afterSettle", () => (entered &&= document.querySelector("dialog:modal[data-close-href]") !== null));
  window.addEventListener("popstate", back, true);
  // "close" does not bubble
  document.addEventListener("close", (event) => closed(event.target), true);
}

/** What was sent and refused is as good as typed. */
function typedIn(dialog: HTMLDialogElement): boolean {
  const fields = [...dialog.querySelectorAll<Field>("form :is(input, textarea, select)")];
  return fields.some(dirty) || dialog.querySelector("[aria-invalid='true']") !== null;
}

function enter(state: object): void {
  entered = true;
  history.pushState(state, "");
}

/** Back from a dialog to its page, and forward again: htmx would read the page anew. */
function back(event: PopStateEvent): void {
  const open = document.querySelector<HTMLDialogElement>("dialog:modal[data-close-href]");
  const wanted = document.getElementById((event.state as { dialog?: string } | null)?.dialog ?? "");
  if (returning) returning = false;
  else if (entered && open) {
    entered = false;
    open.close();
  } else if (wanted instanceof HTMLDialogElement) {
    openDialog(wanted);
    entered = true;
  } else return;
  event.stopImmediatePropagation();
}

/** What the server sent open becomes modal. */
function upgrade(root: ParentNode): void {
  const found = [...root.querySelectorAll<HTMLDialogElement>("dialog[open]")];
  if (root instanceof HTMLDialogElement && root.open) found.push(root);
  for (const dialog of found) openDialog(dialog);
}

function closed(dialog: EventTarget | null): void {
  if (!(dialog instanceof HTMLDialogElement)) return;
  // one that was fetched had the focus before it was modal: the browser cannot know where it came from
  (openers.get(dialog) ?? (dialog.closest("#dialogs") ? lastLink() : undefined))?.focus();
  openers.delete(dialog);
  if (entered && dialog.dataset.closeHref) {
    entered = false;
    returning = true;
    return history.back();
  }
  // opened by its address: the address follows, so that a reload does not open it again
  const href = dialog.dataset.closeHref;
  if (href && new URLSearchParams(location.search).has("dialog")) history.replaceState(history.state, "", href);
}

/** The link was drawn with the page: filters may have changed the address since, and stay. */
function overPresent(link: HTMLAnchorElement): string {
  const asked = new URL(link.href);
  const here = new URL(location.href);
  if (asked.pathname !== here.pathname) return link.href;
  for (const name of OWN) {
    const value = asked.searchParams.get(name);
    if (value === null) here.searchParams.delete(name);
    else here.searchParams.set(name, value);
  }
  return here.pathname + here.search;
}
