// Leaving a page asks first while something typed in its fields marked data-guard was not sent.

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

let off = false;

/** What was typed is kept, or not wanted: leaving asks nothing. */
export function unguard(): void {
  off = true;
}

export function guard(): void {
  // a form that htmx sends leaves no page; any other was sent on purpose
  document.addEventListener("submit", (event) => (off ||= !event.defaultPrevented));
  window.addEventListener("beforeunload", (event) => {
    if (!off && [...document.querySelectorAll<Field>("[data-guard] :is(input, textarea, select)")].some(dirty)) event.preventDefault();
  });
}

/** Whether it was changed since it was drawn. */
export function dirty(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].some((option) => option.defaultSelected);
    return first ? [...field.options].some((option) => option.selected !== option.defaultSelected) : field.selectedIndex > 0;
  }
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}
