// Choices that this browser alone keeps: whether single keys do anything, and whether times are exact.
// Where nothing can be stored they hold for the page.

const kept = new Map<string, string>();

function get(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return kept.get(key) ?? null;
  }
}

function set(key: string, value: string): void {
  kept.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // refused by the browser: the map has it
  }
}

export const singleKeys = () => get("single-keys") !== "off";
export const isExact = () => get("times") === "exact";

export function setExact(on: boolean): void {
  set("times", on ? "exact" : "ago");
  show();
  document.dispatchEvent(new CustomEvent("exact-times"));
}

/** The boxes of the help dialog say what holds. */
function show(): void {
  const box = (name: string) => document.querySelector<HTMLInputElement>(`input[data-${name}]`);
  const keys = box("single-keys");
  const times = box("exact-times");
  if (keys) keys.checked = singleKeys();
  if (times) times.checked = isExact();
}

export function settings(): void {
  show();
  window.addEventListener("storage", () => {
    show();
    document.dispatchEvent(new CustomEvent("exact-times"));
  });
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    if (input.matches("[data-single-keys]")) set("single-keys", input.checked ? "on" : "off");
    if (input.matches("[data-exact-times]")) setExact(input.checked);
  });
}
