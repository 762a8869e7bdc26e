// Asks for something every 200 ms, and again when no answer came. Its argument says which pool it uses.
import { setTimeout as sleep } from 'node:timers/promises'

const { openPool } = await import(process.argv[2])
const pool = openPool('vm', 7000)

const patiently = async (key) => {
  for (;;) {
    try {
      return await pool.get(key)
    } catch (error) {
      // The host may be away for a while. A connection that is broken is not mended by asking again.
      if (error.message !== 'no answer') throw error
      console.log('no answer, again', error.cause?.code ?? '')
      await sleep(200)
    }
  }
}

for (let key = 1; ; key++) {
  console.log(await patiently(key))
  await sleep(200)
}
