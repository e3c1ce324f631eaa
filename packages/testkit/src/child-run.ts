import { parseArgs } from 'node:util'
import { isTamisError } from '@tamis/core'
import { testContext } from './conformance/context.ts'
import { SAMPLES } from './conformance/sink/sample.ts'
import { newBatch } from './conformance/stager/pages.ts'
import { CHILD_STEPS, childLoad, childPage } from './conformance/store/child-work.ts'

// A run in a process of its own, for checks that end it from outside: keeps one thing after another, says so each time,
// and goes on until it is killed or refused.
const { values } = parseArgs({
  options: { kind: { type: 'string' }, module: { type: 'string' }, folder: { type: 'string' } },
})
const { kind = '', module = '', folder = '' } = values
const make = (await import(module)).default
const context = testContext({ runId: `child-${process.pid}` })
try {
  const session = await make(folder).open(...(kind === 'sink' ? [SAMPLES, context] : [context]))
  const batch = kind === 'sink' ? undefined : await session.begin(newBatch())
  for (let step = 1; step <= CHILD_STEPS; step++) {
    if (kind === 'sink') await session.commit(childLoad(step))
    else await session.put(batch, childPage(step))
    console.log(`kept ${step}`)
  }
  await session[Symbol.asyncDispose]()
} catch (error) {
  console.log(isTamisError(error) ? `refused ${error.code} ${error.exitCode}` : `threw ${String(error)}`)
  process.exit(0)
}
