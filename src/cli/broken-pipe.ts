/** `outlive run … | head`: a reader that has read enough is no error. The run goes on, its record and its exit status still count. */
export const surviveBrokenPipes = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
