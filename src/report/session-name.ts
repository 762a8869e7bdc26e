/** What a session is called beside others. */
import { type Cell, sessionLabel } from '../cell.js'

/** "echo", "console@host", "echo listening": the shape is told where it is not the usual one. */
export const sessionName = (cell: Pick<Cell, 'endsOn' | 'shape'> & { readonly session: string }): string =>
  cell.shape === 'talking' ? sessionLabel(cell) : `${sessionLabel(cell)} ${cell.shape}`
