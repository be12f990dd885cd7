import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// In development the API and the signaling socket are those of a running control process.
const control = 'http://127.0.0.1:8080';

/** Compressed copies beside the assets, made once here instead of at each request; control sends the fitting one. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  // The files as they were written: other plugins change them until then.
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css|svg)$/.test(name));
    await Promise.all(
      names.map(async (name) => {
        const content = await readFile(join(dir, name));
        await writeFile(join(dir, `${name}.br`), brotliCompressSync(content));
        await writeFile(join(dir, `${name}.gz`), gzipSync(content));
      }),
    );
  },
};

export default defineConfig({
  plugins: [react(), compressed],
  resolve: {
    // A tool at the root of the repository brings an older React; libraries there must not take it for ours.
    dedupe: ['react', 'react-dom'],
    alias: { 'typebox/compile': fileURLToPath(new URL('src/typebox-compile.ts', import.meta.url)) },
  },
  build: {
    target: 'es2023',
    // Nothing inline: the pages run under a policy without 'unsafe-inline' and without data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // hls.js alone; it is fetched by those who watch only.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': { target: control, ws: true }, '/live': control } },
});
