/** The method that does nothing: the example to copy, and the control run, which must end `unaffected` or the harness is wrong. */
import { z } from 'zod'
import { method } from './method.js'

export const none = method({
  summary: 'the VM stays where it is: the control',
  parameters: z.strictObject({}),
  plan: () => ({ phases: [], outcome: 'here' }),
})
