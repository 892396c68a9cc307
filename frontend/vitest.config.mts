import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// What needs a browser is tested in one, against the real servers; here are the pure parts.
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: { environment: 'node' },
});
