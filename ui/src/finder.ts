// "Search or jump to": narrows the list while one types; arrows move, Enter goes to the first match.

export function finder(): void {
  const input = document.querySelector<HTMLInputElement>("[data-finder]");
  const list = input?.form?.querySelector("ul");
  if (!input || !list) return;
  const items = [...list.children] as HTMLElement[];

  const narrow = () => {
    const words = input.value.trim().toLowerCase();
    for (const item of items) {
      const always = item.hasAttribute("data-always");
      item.hidden = always ? words === "" : !item.textContent!.toLowerCase().includes(words);
      const query = item.querySelector("[data-query]");
      if (query) query.textContent = `“${input.value.trim()}”`;
    }
  };
  input.addEventListener("input", narrow);

  const reachable = () => items.filter((item) => !item.hidden).map((item) => item.firstElementChild as HTMLElement);
  input.form!.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // closes at once; a search field would first only empty itself
      event.preventDefault();
      input.closest("dialog")?.close();
    }
    if (event.key === "Enter" && event.target === input) {
      // not the form's own default, the search of the accounts
      event.preventDefault();
      narrow();
      if (input.value.trim() !== "") reachable()[0]?.click();
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const all = [input, ...reachable()];
    const at = all.indexOf(document.activeElement as HTMLInputElement);
    all.at((at + step + all.length) % all.length)?.focus();
  });
  input.form!.addEventListener("submit", () => (input.value = input.value.trim()));
}
