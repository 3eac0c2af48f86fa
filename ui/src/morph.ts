// Morphing: new markup is worked into what stands, so that focus, scroll, open details and drawn charts stay.
// The htmx extension that comes with idiomorph may read options with eval; ours has none to read.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { refresh } from "./times";

/** Attributes that scripts and people set and the server does not know of. */
const OURS: Record<string, string> = {
  open: "details, dialog",
  checked: "[data-select], [data-select-all], [data-kept]",
  "aria-selected": "tr",
  "data-any": "[data-selection]",
  "data-exact": "time",
  "data-local": "time",
  title: "time[data-local], a:has(> time[data-local])",
  "data-drawn": "[data-chart]",
  tabindex: "[data-chart]",
  role: "[data-chart]",
  "aria-label": "[data-chart]",
};

/** What a script or a person filled since: it stays as it is. */
const FILLED = "[data-unsaved], [data-stays], [data-note-said], [data-note-retry], [data-loaded]";

export function morph(old: Element, fresh: Node): Element[] {
  const now = Idiomorph.morph(old, fresh, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed: (node) => !(node instanceof Element && node.matches(FILLED)),
      beforeNodeRemoved: (node) => !(node instanceof Element && node.matches(".uplot, [data-script], [data-stays]")),
      beforeAttributeUpdated: (name, element) => !OURS[name] || !element.matches(OURS[name]),
    },
  });
  refresh(); // the ages the server wrote are already a moment old
  return now ?? [];
}

export function morphing(): void {
  htmx.defineExtension("morph", {
    isInlineSwap: (style: string) => style === "morph:outerHTML",
    handleSwap: (style: string, target: Node, fragment: Node) => (style === "morph:outerHTML" && target instanceof Element ? (morph(target, fragment) as Node[]) : false),
  });
}
