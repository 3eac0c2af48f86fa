// Switches (`button role=switch` in a form of its own) show at once what was pressed, and go back when it fails.
// Who and when come with the server's answer.

interface Detail {
  requestConfig: { elt: Element; verb: string };
  successful?: boolean;
}

function of(event: Event): HTMLElement | null {
  const { elt, verb } = (event as CustomEvent<Detail>).detail.requestConfig;
  return verb === "post" && elt instanceof HTMLFormElement ? elt.querySelector<HTMLElement>("[role='switch']") : null;
}

const turn = (button: HTMLElement) => button.setAttribute("aria-checked", String(button.getAttribute("aria-checked") !== "true"));

export function switches(): void {
  document.addEventListener("htmx:beforeSend", (event) => {
    const button = of(event);
    if (!button) return;
    turn(button);
    button.dataset.saving = "";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const button = of(event);
    if (!button || button.dataset.saving === undefined) return;
    delete button.dataset.saving;
    if (!(event as CustomEvent<Detail>).detail.successful) turn(button);
  });
}
