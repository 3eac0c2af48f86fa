// One sprite of the icons the Rust and TypeScript sources name: lucide for interface icons ("eye"),
// simple-icons for the marks of platforms ("p-tiktok").
// An icon counts as used when a source has icon("NAME") or `icon: "NAME"`, or names one of icons.json anywhere.
import fs from "node:fs";
import path from "node:path";

const MARKS = ["instagram", "tiktok", "youtube", "x", "facebook", "discord"];

export function sprite(here) {
  const known = new Set(JSON.parse(fs.readFileSync(path.join(here, "icons.json"), "utf8")));
  const used = new Set();
  for (const file of sources(path.join(here, "../src"), ".rs").concat(sources(path.join(here, "src"), ".ts"))) {
    const text = fs.readFileSync(file, "utf8");
    for (const [, name] of text.matchAll(/\bicon\w*(?:\(|:\s*)"([a-z0-9-]+)"/g)) used.add(name);
    for (const [, name] of text.matchAll(/"([a-z0-9-]+)"/g)) if (known.has(name)) used.add(name);
  }
  const symbols = [...used].sort().map((name) => symbol(name, path.join(here, `node_modules/lucide-static/icons/${name}.svg`)));
  for (const name of MARKS) symbols.push(symbol(`p-${name}`, path.join(here, `node_modules/simple-icons/icons/${name}.svg`)));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function symbol(id, file) {
  if (!fs.existsSync(file)) throw new Error(`there is no icon "${id}" in lucide-static or simple-icons`);
  const inner = fs
    .readFileSync(file, "utf8")
    .replace(/<!--.*?-->/gs, "")
    .replace(/<title>.*?<\/title>/, "")
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "")
    .replaceAll(" />", "/>");
  return `<symbol id="${id}" viewBox="0 0 24 24">${inner}</symbol>`;
}

function sources(dir, ending) {
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
