// Builds what the browser gets: style sheet, scripts, icon sprite, fonts, logo, web manifest.
// Every file name carries a hash of its content; text files also come as .br and .gz.
// usage: node build.mjs [--out DIR]     (DIR defaults to ui/dist)
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { sprite } from "./icons.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const flag = process.argv.indexOf("--out");
const out = flag > 0 ? path.resolve(process.argv[flag + 1]) : path.join(here, "dist");
fs.mkdirSync(out, { recursive: true });

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const manifest = {};
const keep = new Set(["manifest.json", "manifest.txt"]);

/** Writes a file under its hashed name, and its compressed forms unless they are there already. */
function emit(name, content) {
  const data = Buffer.from(content);
  const ext = path.extname(name);
  const hash = createHash("sha256").update(data).digest("base64url").replace(/[^A-Za-z0-9]/g, "").slice(0, 10);
  const file = `${name.slice(0, -ext.length)}-${hash}${ext}`;
  const text = ext !== ".woff2";
  write(file, () => data);
  if (text) {
    write(`${file}.br`, () =>
      brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
    );
    write(`${file}.gz`, () => gzipSync(data, { level: 9 }));
  }
  manifest[name] = { file, type: TYPES[ext], compressed: text };
  return file;
}

function write(file, make) {
  keep.add(file);
  const target = path.join(out, file);
  if (!fs.existsSync(target)) {
    fs.writeFileSync(`${target}.tmp`, make());
    fs.renameSync(`${target}.tmp`, target); // never half a file, even when interrupted
  }
}

function tailwind() {
  const target = path.join(out, "tailwind.tmp");
  const cli = path.join(here, "node_modules/@tailwindcss/cli/dist/index.mjs");
  const run = spawn(process.execPath, [cli, "-i", "src/app.css", "-o", target, "--minify"], { cwd: here, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  run.stderr.on("data", (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    run.on("error", reject);
    run.on("close", (code) => (code === 0 ? resolve(fs.readFileSync(target, "utf8")) : reject(new Error(said))));
  });
}

async function script(entry) {
  const result = await build({
    entryPoints: [path.join(here, "src", entry)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    write: false,
    absWorkingDir: here,
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

const [css, app, chart] = await Promise.all([tailwind(), script("app.ts"), script("chart.ts")]);

const fonts = path.join(here, "node_modules/@fontsource-variable/figtree/files");
for (const subset of ["latin", "latin-ext"]) {
  emit(`figtree-${subset}.woff2`, fs.readFileSync(path.join(fonts, `figtree-${subset}-wght-normal.woff2`)));
}
// `asset:NAME` in style sheets and the web manifest becomes the hashed name, relative to /assets/
const linked = (text) => text.replace(/asset:([\w.-]+?\.(?:woff2|svg))/g, (_, name) => manifest[name].file);

emit("logo.svg", fs.readFileSync(path.join(here, "src/logo.svg")));
emit("icons.svg", sprite(here));
emit("app.css", linked(css));
emit("app.js", app);
emit("chart.js", chart);
emit("site.webmanifest", linked(fs.readFileSync(path.join(here, "src/site.webmanifest"), "utf8")));

fs.writeFileSync(path.join(out, "manifest.json"), JSON.stringify(manifest, null, 2));
// the same for build.rs, which has no JSON parser: name, file, type, compressed
const lines = Object.entries(manifest).map(([name, m]) => [name, m.file, m.type, m.compressed ? "yes" : "no"].join("\t"));
fs.writeFileSync(path.join(out, "manifest.txt"), `${lines.join("\n")}\n`);
for (const file of fs.readdirSync(out)) {
  if (!keep.has(file) && !file.startsWith(".")) fs.rmSync(path.join(out, file), { recursive: true });
}
if (flag < 0) {
  for (const [name, { file, compressed }] of Object.entries(manifest)) {
    const size = (ending) => fs.statSync(path.join(out, file + ending)).size;
    console.log(`${name.padEnd(22)} ${String(size("")).padStart(7)} ${compressed ? `br ${size(".br")}` : ""}`);
  }
}
