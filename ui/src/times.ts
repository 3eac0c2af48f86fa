// Relative times stay true while a page is open. The same words as src/web/time.rs.

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

export function ago(seconds: number): string | undefined {
  const past = seconds >= 0;
  const size = Math.abs(seconds);
  let amount: string;
  if (size < 1) return "just now";
  else if (size < MINUTE) amount = `${Math.floor(size)} s`;
  else if (size < HOUR) amount = `${Math.floor(size / MINUTE)} min`;
  else if (size < DAY) amount = `${Math.floor(size / HOUR)} h`;
  else if (size < 2 * DAY) return past ? "yesterday" : "tomorrow";
  else if (size < 30 * DAY) amount = `${Math.floor(size / DAY)} days`;
  else return undefined; // the date the server wrote
  return past ? `${amount} ago` : `in ${amount}`;
}

function refresh(): void {
  if (document.hidden) return;
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const text = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
    if (text && time.textContent !== text) time.textContent = text;
  }
}

export function times(): void {
  window.setInterval(refresh, 30_000);
  document.addEventListener("visibilitychange", refresh);
}
