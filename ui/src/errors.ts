// A request of htmx that failed: what happened, the request id, and a retry that asks again.
// A list says so itself, above what it still shows; everything else says it in a toast.
import htmx from "htmx.org";
import { resetFilters } from "./filters";
import { sessionEnded } from "./session";
import { toast } from "./toast";

interface Detail {
  xhr?: XMLHttpRequest;
  requestConfig: { verb: string; path: string; elt: Element; target: Element };
  pathInfo: { finalRequestPath: string };
}

export function errors(): void {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<Detail & { shouldSwap: boolean; isError: boolean }>;
    // a fault beside its field comes as a page; anything else is told, and what stands on the page stays
    if (detail.xhr?.status !== 422 || detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html")) return;
    detail.shouldSwap = false;
    detail.isError = true;
  });
  document.addEventListener("htmx:responseError", (event) => {
    const detail = (event as CustomEvent<Detail>).detail;
    const xhr = detail.xhr;
    if (xhr?.status === 401) return sessionEnded(detail.requestConfig.elt);
    const problem = parse(xhr?.responseText ?? "");
    const id = xhr?.getResponseHeader("X-Request-Id") ?? problem.request_id;
    const words = [problem.detail, id && `Request ${id}`].filter(Boolean).join(" ");
    report(problem.title ?? "That did not work", words, detail);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      report("No answer from the server", "Check your connection.", (event as CustomEvent<Detail>).detail);
    });
  }
}

function parse(text: string): { title?: string; detail?: string; request_id?: string } {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === "object" ? value : {};
  } catch {
    return {}; // a page instead of a problem: our own words will do
  }
}

function report(text: string, words: string, detail: Detail): void {
  const { elt, verb, path } = detail.requestConfig;
  const results = document.getElementById("results");
  if (results && detail.requestConfig.target.id === "results") return listFailed(results, text, words, detail);
  const retry = () => {
    if (elt instanceof HTMLFormElement) elt.requestSubmit();
    else void htmx.ajax(verb as "get", path, { source: elt });
  };
  toast({ text, detail: words, bad: true, action: elt.isConnected ? { label: "Retry", run: retry } : undefined });
}

/** The list stays as it was, and the form with it; the note goes with the next list. */
function listFailed(results: HTMLElement, text: string, words: string, { requestConfig: { elt }, pathInfo }: Detail): void {
  const pattern = document.getElementById("list-failed");
  if (!(pattern instanceof HTMLTemplateElement)) return;
  const note = pattern.content.firstElementChild!.cloneNode(true) as HTMLElement;
  note.querySelector("[data-text]")!.textContent = `${text}. The list is unchanged.`;
  note.querySelector("[data-detail]")!.textContent = words;
  resetFilters();
  note.querySelector("[data-retry]")!.addEventListener("click", () => {
    if (elt instanceof HTMLFormElement && elt.isConnected) {
      resetFilters(new URL(pathInfo.finalRequestPath, location.href).search);
      elt.requestSubmit();
    } else if (elt instanceof HTMLAnchorElement && elt.isConnected) elt.click();
    else location.assign(pathInfo.finalRequestPath);
  });
  results.querySelector(":scope > [data-list-failed]")?.remove();
  results.prepend(note);
}
