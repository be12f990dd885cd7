import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// In development the API and the signaling socket are those of a running control process.
const control = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // Nothing inline: the pages run under a policy without 'unsafe-inline' and without data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': { target: control, ws: true }, '/live': control } },
});
