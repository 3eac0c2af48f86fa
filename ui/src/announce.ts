// The page's live region: what a list now holds, and that a slow one is still loading.

export function announce(text: string): void {
  const region = document.getElementById("announce");
  if (!region) return;
  // the same words again are said again only when they went away between
  region.textContent = "";
  window.setTimeout(() => (region.textContent = text), 50);
}
