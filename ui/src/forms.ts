// Forms that change something: the answer swaps #main and the toasts (web/form.rs). The address that it leads to
// takes the place of the present one when it is the same, and the focus stays near what was done.
interface Answer {
  target: Element;
  requestConfig: { elt: Element; verb: string };
  pathInfo: { responsePath?: string | null; finalRequestPath: string };
  history: { type?: string };
}

export function forms(): void {
  document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
    const { history, requestConfig, pathInfo } = (event as CustomEvent<Answer>).detail;
    if (requestConfig.verb !== "post") return;
    const to = new URL(pathInfo.responsePath ?? pathInfo.finalRequestPath, location.href);
    if (to.pathname + to.search === location.pathname + location.search) history.type = "replace";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const { requestConfig, target } = (event as CustomEvent<Answer>).detail;
    if (requestConfig?.verb !== "post" || target.id !== "main" || document.querySelector("dialog:modal")) return;
    // whatever was pressed is gone: the toast is read out, and Tab goes on from the top of the page's own part
    if (!document.activeElement || document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
  });
}
