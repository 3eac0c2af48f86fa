// Theme and sidebar change at once; the server is told behind, so that the next page comes that way.
import { post } from "./csrf";
import { sessionEnded } from "./session";
import { toast } from "./toast";

const THEMES: Record<string, string | undefined> = { dark: "tide-dark", light: "tide-light" };

export function preferences(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    if (form.matches("[data-theme-form]")) theme(button);
    else if (form.matches("[data-rail]")) rail(button);
    else return;
    event.preventDefault();
  });
}

function theme(button: HTMLButtonElement): void {
  const name = THEMES[button.value];
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  for (const other of button.parentElement!.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  document.dispatchEvent(new CustomEvent("theme")); // charts take their colours again
  save({ theme: button.value });
}

function rail(button: HTMLButtonElement): void {
  const on = button.value === "on";
  const root = document.documentElement;
  if (on) root.dataset.nav = "rail";
  else delete root.dataset.nav;
  save({ rail: button.value });
  button.value = on ? "off" : "on";
  button.title = on ? "Expand sidebar" : "Collapse sidebar";
  const word = button.querySelector(".side-text");
  if (word) word.textContent = on ? "Expand" : "Collapse";
  const use = button.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href")!.replace(/#.*/, on ? "#panel-left-open" : "#panel-left-close"));
}

function save(fields: Record<string, string>): void {
  post("/preferences", fields)
    .then((response) => (response.status === 401 ? sessionEnded() : response.ok || response.type === "opaqueredirect" || Promise.reject(response)))
    .catch(() => toast({ text: "The choice was not saved", detail: "It holds for this page only.", bad: true, action: { label: "Retry", run: () => save(fields) } }));
}
