// Filter forms and the list they filter, #results: the address, the form and the list always say the same.
import { announce } from "./announce";

interface Request {
  elt: Element;
  verb: string;
  parameters: Record<string, unknown>;
  triggeringEvent?: Event;
}

interface Answer {
  target: Element;
  requestConfig: Request;
  pathInfo: { finalRequestPath: string };
  history: { type?: string };
}

const FORM = "form.filters";

export function filters(): void {
  document.addEventListener("htmx:configRequest", (event) => ask(event as CustomEvent<Request>));
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig, pathInfo } = (event as CustomEvent<Answer>).detail;
    if (!requestConfig.elt.matches(FORM)) return;
    // one step back for a whole search, not one for each letter
    const asked = new URL(pathInfo.finalRequestPath, location.href).searchParams;
    const shown = new URLSearchParams(location.search);
    const typing = requestConfig.triggeringEvent?.type === "input";
    if ((typing && asked.has("q") && shown.has("q")) || asked.toString() === shown.toString()) history.type = "replace";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { requestConfig } = (event as CustomEvent<Answer>).detail;
    const results = event.target;
    if (results instanceof HTMLElement && results.id === "results") swapped(results, requestConfig.elt);
  });
  // a link that swaps #results on a page without one is a link
  document.addEventListener("htmx:targetError", (event) => {
    if (event.target instanceof HTMLAnchorElement) location.assign(event.target.href);
  });
  // what the browser put back into the form when one came back is not what the address says
  window.addEventListener("pageshow", (event) => {
    const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (event.persisted || way?.type !== "navigate") resetFilters();
  });
}

function ask(event: CustomEvent<Request>): void {
  const { elt, verb, parameters, triggeringEvent } = event.detail;
  if (verb !== "get" || !elt.matches(FORM)) return;
  const cause = triggeringEvent?.target;
  const text = cause instanceof HTMLInputElement && cause.matches("[type='search'], [type='text']");
  // choices ask when they change; their input event would ask a second time
  if (triggeringEvent?.type === "input" && !text) return event.preventDefault();
  // another brand has other groups
  if (cause instanceof HTMLSelectElement && cause.name === "brand_id" && cause.value) delete parameters["group_id"];
  for (const [name, value] of Object.entries(parameters)) {
    const trimmed = typeof value === "string" ? value.trim() : value;
    // what is not chosen stays out of the address, so that a link says only what it filters by
    if (trimmed === "") delete parameters[name];
    else if (trimmed !== value) parameters[name] = trimmed;
  }
  // leaving a search field whose words were asked for already
  if (triggeringEvent?.type === "change" && text && new URLSearchParams(location.search).get(cause.name) === (cause.value.trim() || null)) event.preventDefault();
}

function swapped(results: HTMLElement, by: Element): void {
  // new numbers in the same list: nobody asked, so nothing is said and no field is touched
  if (by.id === "results") return;
  const words = results.querySelector<HTMLElement>("[data-announce]");
  // what could not be used must not stay in the fields as if it were
  if (!by.matches(FORM)) resetFilters();
  else if (results.dataset["inForce"] !== undefined) resetFilters(results.dataset["inForce"]);
  if (by.isConnected) return announce(words?.textContent?.trim() ?? "");
  // the link that was pressed is gone: the focus stays near, and reads the same words
  const next = words ?? results;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/** Sets the form from an address. */
export function resetFilters(search = location.search): void {
  const chosen = new URLSearchParams(search);
  for (const form of document.querySelectorAll<HTMLFormElement>(FORM)) {
    for (const field of form.elements) {
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) {
        const values = chosen.getAll(field.name);
        field.checked = values.includes(field.value) || (field.type === "radio" && field.value === "" && !known(form, field.name, values));
      } else if (field instanceof HTMLSelectElement) {
        const value = chosen.get(field.name) ?? "";
        field.value = [...field.options].some((option) => option.value === value) ? value : "";
      } else if (field instanceof HTMLInputElement && field.type === "search" && field === document.activeElement && search !== location.search) {
        continue; // somebody may be typing on
      } else if (field instanceof HTMLInputElement && (field.type !== "hidden" || field.matches("[data-filter]"))) {
        field.value = chosen.get(field.name) ?? "";
      }
    }
  }
}

function known(form: HTMLFormElement, name: string, values: string[]): boolean {
  return values.some((value) => form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`));
}
