// A request shows itself only when it takes longer than 200 ms: what is quicker would only flicker.

const AFTER_MS = 200;
const timers = new WeakMap<object, number>();

interface Detail {
  xhr: XMLHttpRequest;
  target: Element;
}

export function loading(): void {
  document.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, target } = (event as CustomEvent<Detail>).detail;
    target.setAttribute("aria-busy", "true");
    timers.set(xhr, window.setTimeout(() => target.classList.add("is-loading"), AFTER_MS));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, target } = (event as CustomEvent<Detail>).detail;
    window.clearTimeout(timers.get(xhr));
    target.classList.remove("is-loading");
    target.removeAttribute("aria-busy");
  });
}
