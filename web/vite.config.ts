/**
 * Builds each page as one file that needs nothing else: `vite build --config web/vite.config.ts --mode report` makes `dist/web/report/index.html`.
 * `--mode pictures` makes of the same drawings a file for Node, with all that it needs in it: who installs outlive needs none of it.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ mode }) => ({
  root: here(mode),
  // Without a name, or a path of the machine that built it, in what is handed on.
  base: './',
  plugins: mode === 'pictures' ? [] : [viteSingleFile()],
  ...(mode === 'pictures' && { ssr: { noExternal: true } }),
  build: {
    ...(mode === 'pictures' && { ssr: 'pictures.ts', minify: true }),
    outDir: here(`../dist/web/${mode}`),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  logLevel: 'warn',
}))
