// Builds static/ from frontend/: one stylesheet, two scripts, two font files, each named by its content, and
// compressed beside it. What lies in static/img/ is committed as it is and left alone.
// Writes static/manifest.json: logical name -> file name, so that files can be cached for ever; and static/icons.json: what is
// inside each icon that icons.txt names, for pages to carry.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static");
const fonts = join(here, "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files");
const manifest = {};

for (const folder of ["css", "js", "fonts"]) rmSync(join(target, folder), { recursive: true, force: true });

function put(folder, name, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const extension = extname(name);
  const file = `${folder}/${name.slice(0, -extension.length)}.${digest}${extension}`;
  mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(target, file), bytes);
  if (folder !== "fonts") {
    writeFileSync(join(target, `${file}.br`), brotliCompressSync(bytes));
    writeFileSync(join(target, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = file;
}

const linked = (text) => text.replaceAll(/asset:([\w.-]+)/g, (_, name) => `/static/${manifest[name]}`);

for (const file of readdirSync(fonts)) {
  if (/latin(-ext)?-wght-normal\.woff2$/.test(file)) put("fonts", file, readFileSync(join(fonts, file)));
}
const behaviour = readFileSync(join(here, "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
put("js", "govuk-frontend.js", behaviour.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
put("js", "site.js", linked(readFileSync(join(here, "js/site.js"), "utf8")));
const { css } = compile(join(here, "scss/site.scss"), { style: "compressed", loadPaths: [here], quietDeps: true });
put("css", "site.css", linked(css));
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
const inside = (name) => readFileSync(join(here, `node_modules/lucide-static/icons/${name}.svg`), "utf8").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replaceAll(/\s+/g, " ").replaceAll(" />", "/>").replaceAll("> <", "><").trim();
writeFileSync(join(target, "icons.json"), JSON.stringify(Object.fromEntries(names.map((name) => [name, inside(name)])), null, 2) + "\n");
