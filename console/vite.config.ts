import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server that the pages ask while they are worked on. */
const server = "http://127.0.0.1:4800";

export default defineConfig({
  root: import.meta.dirname,
  base: "/console/",
  plugins: [react()],
  // The server puts each answer's own nonce in place of this.
  html: { cspNonce: "__CSP_NONCE__" },
  // Everything is a file of its own: the content security policy lets nothing in that is written into another.
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, target: "es2023", chunkSizeWarningLimit: 700 },
  server: { proxy: { "^/(?!console/(?!session|live))": server } },
});
