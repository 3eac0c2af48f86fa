// Back, forward and reload keep the place on the page. The place is kept in the history's own entry, because what htmx
// put there is read again from the server when one comes back, before the browser would have gone to the old place.

interface State {
  place?: number;
}

export function places(): void {
  history.scrollRestoration = "manual";
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (way?.type !== "navigate") go();
  window.addEventListener("popstate", go);
  document.addEventListener("scrollend", keep);
  document.addEventListener("click", keep, true);
  document.addEventListener("htmx:beforeHistoryUpdate", keep); // the old page still stands
}

function keep(): void {
  const place = Math.round(scrollY);
  const state = history.state as State | null;
  if (state?.place !== place) history.replaceState({ ...state, place }, "");
}

function go(): void {
  const { place } = (history.state as State | null) ?? {};
  if (place !== undefined) scrollTo(0, place);
}
