// "Load more" at the end of a list: what was pressed gives way to what it brought, and the focus goes on with the first of that.

interface Detail {
  target: Element;
  requestConfig?: { elt: Element };
}

/** The last item before what is being added. */
let last: Element | null = null;

export function more(): void {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = (event as CustomEvent<Detail>).detail;
    if (requestConfig?.elt.matches("[data-more]")) last = target.previousElementSibling;
  });
  // it comes once for each item
  document.addEventListener("htmx:afterSettle", () => {
    const first = last?.nextElementSibling;
    last = null;
    first?.querySelector<HTMLElement>("a[href], button")?.focus();
  });
}
