// A request of htmx that failed: what happened, the request id, and a retry that asks again.
import htmx from "htmx.org";
import { toast } from "./toast";

interface Detail {
  xhr?: XMLHttpRequest;
  requestConfig: { verb: string; path: string; elt: Element; target: Element };
}

export function errors(): void {
  document.addEventListener("htmx:responseError", (event) => {
    const detail = (event as CustomEvent<Detail>).detail;
    const xhr = detail.xhr;
    if (xhr?.status === 401) return location.assign(`/login?return_to=${encodeURIComponent(location.pathname + location.search)}`);
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

function report(text: string, detail: string, { requestConfig }: Detail): void {
  const { elt, verb, path } = requestConfig;
  const retry = () => {
    if (elt instanceof HTMLFormElement) elt.requestSubmit();
    else void htmx.ajax(verb as "get", path, { source: elt });
  };
  toast({ text, detail, bad: true, action: elt.isConnected ? { label: "Retry", run: retry } : undefined });
}
