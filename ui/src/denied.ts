// Buttons that one may not use stay reachable; pressed, they say why (web/form.rs), as a tooltip does not on a phone.
// Buttons that need a choice of their form ask for it, and nothing is sent.
import { toast } from "./toast";

export function denied(): void {
  document.addEventListener("click", pressed, true);
  // a link without an address is not pressed by Enter
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLAnchorElement && !event.target.href) pressed(event);
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.matches("[data-missed]")) given(event.target);
  });
}

function pressed(event: Event): void {
  if (!(event.target instanceof Element)) return;
  const off = event.target.closest<HTMLElement>("[aria-disabled='true'][title]");
  if (off) {
    event.preventDefault();
    return toast({ text: off.title, bad: true });
  }
  const button = event.target.closest<HTMLButtonElement>("button[data-needs]");
  const choice = button?.form?.elements.namedItem(button.dataset.needs ?? "");
  if (!(choice instanceof HTMLSelectElement) || choice.value) return;
  event.preventDefault();
  event.stopPropagation();
  choice.dataset.missed = "";
  choice.setAttribute("aria-invalid", "true");
  choice.focus();
  toast({ text: button?.dataset.needsText ?? "Choose one first.", bad: true });
}

function given(choice: HTMLSelectElement): void {
  delete choice.dataset.missed;
  choice.removeAttribute("aria-invalid");
}
