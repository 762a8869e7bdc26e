/** The list of shapes of sessions whose fate can be told. */

import type { Shape } from '../cell.js'
import type { Shaped } from './fate.js'
import { idle } from './idle.js'
import { listening } from './listening.js'
import { talking } from './talking.js'

export const shapeFates = { talking, idle, listening } satisfies Record<Shape, Shaped>
