/// The development page. FACES: a folder with pictures 0.jpg to 9.jpg and 0b.jpg to 9b.jpg, outside the repository; OUT: where to build to.
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const faces = process.env.FACES ?? "";

const pictures: Plugin = {
  name: "pictures",
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      const number = /faces\/\w+\/(\d+b?)\.jpg/.exec(request.url ?? "")?.[1];
      if (!faces || !number) return next();
      response.setHeader("Content-Type", "image/jpeg");
      createReadStream(join(faces, `${number}.jpg`)).on("error", next).pipe(response);
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [svelte({ configFile: "../svelte.config.js" }), pictures],
  build: { outDir: process.env.OUT ?? "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
