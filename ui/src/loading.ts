// A request shows itself only when it takes longer than 200 ms: what is quicker would only flicker.
import { announce } from "./announce";

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
    const show = () => {
      target.classList.add("is-loading");
      if (target.id === "results") announce("Loading…");
    };
    timers.set(xhr, window.setTimeout(show, AFTER_MS));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, target } = (event as CustomEvent<Detail>).detail;
    window.clearTimeout(timers.get(xhr));
    if (target.classList.contains("is-loading") && target.id === "results") announce("");
    target.classList.remove("is-loading");
    target.removeAttribute("aria-busy");
  });
}
