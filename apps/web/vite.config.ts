import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// In development the API and the signaling socket are those of a running control process.
const control = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
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
