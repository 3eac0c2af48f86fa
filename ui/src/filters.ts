// Filter forms: what is not chosen stays out of the address, so that a link says only what it filters by.

interface Detail {
  elt: Element;
  verb: string;
  parameters: Record<string, unknown>;
}

export function filters(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, verb, parameters } = (event as CustomEvent<Detail>).detail;
    if (verb !== "get" || !elt.matches("form.filters")) return;
    for (const [name, value] of Object.entries(parameters)) {
      if (value === "") delete parameters[name];
    }
  });
}
