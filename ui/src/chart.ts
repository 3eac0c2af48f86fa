// Makes the server's chart drawings interactive with uPlot: a cursor for pointer and arrow keys, and a readout.
// The numbers come from the table behind the chart; axes and labels stay the server's, so nothing moves.
// When the table's numbers change (the live refresh morphs it) the drawing follows and the cursor stays.
import uPlot from "uplot";

interface Line {
  key: string;
  label: string;
}

interface Drawing {
  plot: uPlot;
  lines: Line[];
}

const drawn = new Map<HTMLElement, Drawing>();

/** The lines and numbers of the table behind a chart; nothing for a single day, which is a number and no line. */
function read(box: HTMLElement): { lines: Line[]; data: uPlot.AlignedData } | undefined {
  const table = document.getElementById(box.dataset.chart ?? "");
  if (!(table instanceof HTMLTableElement)) return;
  const lines: Line[] = [...table.tHead!.querySelectorAll<HTMLElement>("[data-key]")].map((cell) => ({ key: cell.dataset.key!, label: cell.textContent! }));
  const rows = [...table.tBodies[0]!.rows];
  if (rows.length < 2) return;
  const cell = (row: HTMLTableRowElement, index: number) => {
    const value = row.cells[index]?.dataset.v;
    return value === undefined ? null : Number(value);
  };
  const values = lines.map((_, index) => rows.map((row) => cell(row, index + 1)));
  return { lines, data: [rows.map((row) => cell(row, 0)!), ...values] as uPlot.AlignedData };
}

function draw(box: HTMLElement): void {
  const found = read(box);
  const before = drawn.get(box);
  if (found && before?.lines.length === found.lines.length) return update(box, before, found.lines, found.data);
  if (before) remove(box, before);
  if (!found) return;
  // the lines change with the choice of what is shown; the drawing asks for them each time
  const lines = () => drawn.get(box)?.lines ?? found.lines;

  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  tip.dataset.script = "";
  const said = document.createElement("p");
  said.className = "sr-only";
  said.setAttribute("aria-live", "polite");
  said.dataset.script = "";

  const readout = (plot: uPlot) => {
    const index = plot.cursor.idx;
    tip.hidden = index == null || (plot.cursor.left ?? -1) < 0;
    if (tip.hidden || index == null) return;
    const [days, ...values] = plot.data;
    const texts = words(days[index]!, lines(), values.map((line) => line[index] ?? null), box.dataset.unit ?? "");
    tip.replaceChildren(
      ...texts.map((text, n) => {
        const line = document.createElement("p");
        line.className = n === 1 ? "num mt-0.5 font-semibold" : "num text-muted";
        line.textContent = text;
        return line;
      }),
    );
    const right = plot.cursor.left! > plot.width / 2;
    tip.style.left = right ? "" : `${plot.cursor.left! + 14}px`;
    tip.style.right = right ? `${plot.width - plot.cursor.left! + 14}px` : "";
    tip.style.top = "35%";
  };

  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [0, 0, 0, 0],
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 10, fill: (_, n) => color(lines()[n - 1]!.key) } },
      scales: {
        x: { time: true, range: ({ data: [days] }) => [days[0]!, days.at(-1)!] },
        y: { range: () => [0, Number(box.dataset.top) || 1] },
      },
      series: [
        {},
        ...found.lines.map((line, index) => ({
          label: line.label,
          stroke: () => color(lines()[index]!.key),
          fill: index === 0 ? () => faint(color(lines()[index]!.key)) : undefined,
          width: index === 0 ? 2 : 1.5,
          dash: index === 0 ? undefined : [4, 4],
          spanGaps: false,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [readout] },
    },
    found.data,
    box,
  );
  box.append(tip, said);
  box.dataset.drawn = "";
  drawn.set(box, { plot, lines: found.lines });
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
  keys(box, plot, () => (said.textContent = [...tip.children].map((line) => line.textContent).join(", ")));
}

/** The numbers that changed, under the cursor that stays. */
function update(box: HTMLElement, drawing: Drawing, lines: Line[], data: uPlot.AlignedData): void {
  const { plot } = drawing;
  drawing.lines = lines;
  name(box);
  if (JSON.stringify(plot.data) === JSON.stringify(data)) return;
  const { left = -10, top = -10 } = plot.cursor;
  plot.setData(data);
  plot.setCursor({ left, top });
}

function remove(box: HTMLElement, { plot }: Drawing): void {
  plot.destroy();
  drawn.delete(box);
  box.querySelectorAll("[data-script]").forEach((part) => part.remove());
  delete box.dataset.drawn;
}

/** What the server says of the drawing, and what the keys do. */
function name(box: HTMLElement): void {
  const label = box.querySelector(".plot")?.getAttribute("aria-label") ?? "Chart.";
  box.setAttribute("aria-label", `${label} Arrow keys read single days.`);
}

/** Arrow keys walk over the days, Escape leaves. */
function keys(box: HTMLElement, plot: uPlot, say: () => void): void {
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  name(box);
  let at = Infinity;
  box.addEventListener("keydown", (event) => {
    const count = plot.data[0].length;
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -count, End: count }[event.key];
    if (event.key === "Escape") plot.setCursor({ left: -10, top: -10 });
    if (step === undefined) return;
    event.preventDefault();
    at = Math.min(Math.max((at < count ? at : count - 1) + step, 0), count - 1);
    plot.setCursor({ left: plot.valToPos(plot.data[0][at]!, "x"), top: plot.height / 2 });
    say();
  });
  box.addEventListener("blur", () => plot.setCursor({ left: -10, top: -10 }));
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const full = new Intl.NumberFormat("en-US");

/** The day, the number, then the others with their change. */
function words(day: number, lines: Line[], numbers: (number | null)[], unit: string): string[] {
  const [first = null, ...others] = numbers;
  const texts = [dayName.format(day * 1000), first === null ? "no data" : `${full.format(first)} ${unit}`];
  others.forEach((number, index) => {
    if (number === null) return;
    const change = first === null || number === 0 ? "" : ` (${signed(((first - number) / number) * 100)})`;
    const label = lines[index + 1]!.key === "before" ? "before" : lines[index + 1]!.label;
    texts.push(`${full.format(number)} ${label}${change}`);
  });
  return texts;
}

function signed(percent: number): string {
  const size = `${Math.abs(percent).toFixed(1)} %`;
  return percent > 0 ? `+${size}` : percent < 0 ? `−${size}` : size;
}

function color(key: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--chart-${key}`).trim();
}

/** The same colour at 14 %; our tokens are all written as oklch(L C H). */
function faint(value: string): string {
  return value.endsWith(")") ? value.replace(/\)$/, " / 0.14)") : "transparent"; // forced colours have names
}

function drawAll(): void {
  for (const [box, drawing] of drawn) if (!box.isConnected) remove(box, drawing);
  document.querySelectorAll<HTMLElement>("[data-chart]").forEach(draw);
}

drawAll();
document.addEventListener("htmx:load", drawAll);
const repaint = () => drawn.forEach(({ plot }) => plot.redraw(false));
document.addEventListener("theme", repaint);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
