import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8080';

/** The browser application: built into `dist/web`, which the server has at `/`. Its addresses are relative, for a server under a sub-path. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // What is bundled keeps the texts of its licences beside it.
    license: { fileName: 'licences.md' },
    target: 'es2023',
    modulePreload: { polyfill: false },
    // An address of data would need a wider security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // Libraries mark what runs in a browser; all of this does.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: { proxy: { '/api': SERVER, '/ws': { target: SERVER, ws: true }, '/openapi.json': SERVER } },
});
