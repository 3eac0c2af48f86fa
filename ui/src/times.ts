// Relative times stay true while a page is open. The same words as src/web/time.rs.
// The exact time is in the title; a tap on a time shows it in place, and `t` or the help dialog shows all of them.
import { isExact, setExact } from "./settings";

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
  else if (size < 2 * DAY) amount = "1 day";
  else if (size < 30 * DAY) amount = `${Math.floor(size / DAY)} days`;
  else return undefined;
  return past ? `${amount} ago` : `in ${amount}`;
}

const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

const localTime = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** What the title of a span of time adds: when that is for the reader. Under the keyboard's focus the link around it says so. */
function spans(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-until]:not([data-local])")) {
    const [from, until] = [new Date(time.dateTime), new Date(time.dataset.until ?? "")];
    if (Number.isNaN(from.getTime()) || Number.isNaN(until.getTime())) continue;
    time.dataset.local = "";
    if (from.getTimezoneOffset() || until.getTimezoneOffset()) time.title += `, ${localTime.format(from)} to ${localTime.format(until)} your time`;
    const link = time.closest("a");
    if (link) link.title = time.title;
  }
}

export function refresh(): void {
  if (document.hidden) return;
  spans();
  const all = isExact();
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-ago]")) {
    const at = Date.parse(time.dateTime);
    const exact = all || time.hasAttribute("data-exact");
    const text = exact ? time.title : (ago((Date.now() - at) / 1000) ?? dayName.format(at));
    if (text && time.textContent !== text) time.textContent = text;
  }
}

export function times(): void {
  refresh();
  window.setInterval(refresh, 1_000); // writes only what reads differently
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("htmx:load", refresh);
  document.addEventListener("click", (event) => {
    const time = event.target instanceof Element && event.target.closest("time[data-ago]");
    if (!time || time.closest("a, button, label, summary")) return;
    if (isExact()) setExact(false);
    else time.toggleAttribute("data-exact");
    refresh();
  });
  document.addEventListener("exact-times", refresh);
}
