/// Builds every entry of the browser's part into dist/, under the addresses that Django serves.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { compress } from "./compress";

const root = import.meta.dirname;

/** The room, the big screen, the look of all pages, and one entry for each script or style sheet in src/pages. */
function entries(): string[] {
  const pages = join(root, "src/pages");
  const found = existsSync(pages) ? readdirSync(pages).filter((name) => /\.(ts|css)$/.test(name)) : [];
  const own = ["src/room/main.ts", "src/screen/main.ts", "src/styles/site.css"].filter((path) => existsSync(join(root, path)));
  return [...own, ...found.filter((name) => !name.endsWith(".d.ts")).map((name) => `src/pages/${name}`)];
}

/** Few chunks, as each costs a request and compresses by itself: what the room begins with, and the screens of a match. All styles of the
    room come with the page: a style sheet that does not come is not asked for again. A module goes with all that it imports. */
const chunks = [
  { name: "look", test: /src.room.*type=style/ },
  { name: "room", test: /src.room.(App|session|texts.index|texts.many|pieces.Menu|pieces.NonCommercial)\b/ },
  { name: "match", test: /src.room.match\b/ },
];

export default defineConfig({
  root,
  base: "/static/",
  plugins: [svelte(), compress()],
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // Nothing inlined: the content security policy admits no data: fonts, scripts or styles.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: entries().map((path) => join(root, path)),
      output: { codeSplitting: { groups: chunks } },
    },
  },
});
