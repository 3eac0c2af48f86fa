// Forms that change something: the answer swaps #main, breadcrumb and toasts (web/form.rs). The page that it leads to takes
// the place of the present one in the history when it is the same page, and the focus stays near what was done.
import { lastLink } from "./dialog";

interface Answer {
  target: Element;
  xhr: XMLHttpRequest;
  requestConfig?: { elt: Element; verb: string };
  pathInfo: { responsePath?: string | null; finalRequestPath: string };
  history: { type?: string; path?: string };
}

/** Whether the keyboard was used last: then the focus goes where the next key is likely to be. */
let byKeyboard = false;

export function forms(): void {
  document.addEventListener("keydown", () => (byKeyboard = true), true);
  document.addEventListener("pointerdown", () => (byKeyboard = false), true);
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig, pathInfo, xhr } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb !== "post") return;
    const to = new URL(pathInfo.responsePath ?? pathInfo.finalRequestPath, location.href);
    // Back must not lead to the dialog that was done with
    if (to.pathname === location.pathname || xhr.status === 422) history.type = "replace";
    // what is wrong is shown over the page where it was typed: the address of the form is no page
    if (xhr.status === 422) history.path = location.pathname + location.search;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<Answer & { swapOverride?: string }>;
    // worked in, so that the dialog stands as it is and only says what is wrong
    if (detail.requestConfig?.verb === "post" && detail.target.id === "main" && detail.xhr.status === 422) detail.swapOverride = "morph:outerHTML show:none";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig, target } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb !== "post" || target.id !== "main") return;
    const dialog = document.querySelector("dialog:modal");
    if (dialog) return dialog.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
    if (document.activeElement && document.activeElement !== document.body) return;
    next(requestConfig.elt)?.focus({ preventScroll: true });
  });
}

/** Whatever was pressed is gone: on with the link that had opened the dialog, or the way back, or the page's own part. */
function next(form: Element): HTMLElement | null | undefined {
  const link = form.closest("dialog") ? lastLink() : undefined;
  const undo = byKeyboard ? document.querySelector<HTMLElement>("#toasts form button") : null;
  return link ?? undo ?? document.getElementById("main");
}
