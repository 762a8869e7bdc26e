/**
 * The command, made into few files with the packages that it needs in them: to find and read hundreds of files takes Node longer than most commands take for
 * what they do. A library's users, and the processes of a run, load what TypeScript has made of each file.
 */
import { defineConfig } from 'vite'

export default defineConfig({
  ssr: {
    noExternal: true,
    // Programs for this machine, and what only the processes of a run and pages load.
    external: ['@electric-sql/pglite', '@resvg/resvg-js', 'pg', 'ssh2', 'ws'],
  },
  build: {
    ssr: 'src/cli/main.ts',
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node20',
    reportCompressedSize: false,
    license: { fileName: 'command/licenses.md' },
    rolldownOptions: {
      output: { entryFileNames: 'src/cli/[name].js', chunkFileNames: 'command/[name].js' },
    },
  },
  logLevel: 'warn',
})
