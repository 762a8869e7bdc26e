/** A client machine: a network namespace with a profile's name, its kernel watched. */
import type { Profile } from '../../src/scenario/profile.js'
import { startChild } from '../child.js'
import type { ClientIn, ClientOut } from '../client/messages.js'
import type { ClientMachine } from '../engines/engine.js'
import type { Witness } from '../evidence/witness.js'
import type { Operator } from '../operator/index.js'
import { addressIn, on, politely, program } from './places.js'

/** @param number of the client machine, from 1 on */
export const clientMachine = async (
  { operator, witness }: { readonly operator: Operator; readonly witness: Witness },
  number: number,
  profile: Profile,
  isCrowd: boolean,
): Promise<ClientMachine> => {
  const { value: machine } = await operator().machine('client', addressIn('clients', number), 'clients')
  witness.client(on(machine, politely), machine.address, profile.name, isCrowd)
  return {
    address: machine.address,
    start: () => startChild<ClientIn, ClientOut>(on(machine, [...politely, ...program('../client/main.js')])),
  }
}
