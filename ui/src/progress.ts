// A job that runs on ([data-progress] names its stream): how far it is, said at 25, 50, 75 and 100 %, and the page anew when it is over.
// The stream begins with the present state, so a reload, a second tab or a lost connection only reads it again.
import htmx from "htmx.org";
import { announce } from "./announce";
import { Pace } from "./pace";

const STEPS = [25, 50, 75, 100];

interface Progress {
  processed: number;
  total: number;
  percent: number;
}

let source: EventSource | undefined;
let followed: HTMLElement | undefined;
const pace = new Pace();
let said = 0;

export function progress(): void {
  follow();
  document.addEventListener("htmx:afterSettle", follow);
  // a browser allows six connections to a host
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
}

function follow(): void {
  const found = document.querySelector<HTMLElement>("[data-progress]") ?? undefined;
  if (found === followed) return;
  close();
  followed = found;
  said = 0;
  pace.reset();
  open();
}

function close(): void {
  pace.stop();
  source?.close();
  source = undefined;
}

function open(): void {
  if (!followed?.dataset.progress || source || document.hidden) return;
  const opened = new EventSource(followed.dataset.progress);
  source = opened;
  opened.addEventListener("progress", (event) => {
    pace.reset();
    lost(false);
    show(JSON.parse(event.data as string) as Progress);
  });
  for (const last of ["completed", "failed"]) opened.addEventListener(last, () => over(last));
  opened.addEventListener("bye", close); // live.ts sees to the login
  opened.addEventListener("error", () => {
    close();
    lost(true);
    pace.again(open);
  });
}

function lost(is: boolean): void {
  const note = followed?.querySelector<HTMLElement>("[data-progress-lost]");
  if (note) note.hidden = !is;
}

function show({ processed, total, percent }: Progress): void {
  const bar = followed?.querySelector("progress");
  const words = followed?.querySelector<HTMLElement>("[data-progress-words]");
  if (bar) {
    bar.max = 100;
    bar.value = percent;
  }
  if (words) words.textContent = `${processed.toLocaleString("en")} of ${total.toLocaleString("en")} rows, ${percent} %`;
  const step = STEPS.filter((each) => each <= percent).at(-1) ?? 0;
  if (step > said) announce(`${step} %`);
  said = Math.max(said, step);
}

/** What came of it is the server's to say. */
function over(how: string): void {
  close();
  followed = undefined;
  if (how === "completed" && said < 100) announce("100 %");
  void htmx.ajax("get", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerHTML show:none" });
}
