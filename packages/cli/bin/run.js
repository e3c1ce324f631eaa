#!/usr/bin/env node
// Imports nothing but Node's own modules until the version is known to be new enough: the database driver crashes an older
// Node, and a stack trace helps nobody who only needs an update.
import fs from 'node:fs'
import module, { createRequire } from 'node:module'
import os from 'node:os'
import v8 from 'node:v8'

const NEEDED = [22, 18]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  const { version, execPath } = process
  console.error(
    `tamis needs Node.js ${NEEDED.join('.')} or newer, but this is Node.js ${version.slice(1)} (${execPath}).`,
  )
  process.exit(2)
}

// Every path counts from it, and Node itself says of a folder that was removed where in its own code that came up.
try {
  process.cwd()
} catch (error) {
  console.error(`Error: The working folder is gone: ${error.code}`)
  console.error('Next:  Go to one that is there, then run the command again. (usage.invalid)')
  process.exit(2)
}

// A reader that went away is not an error of ours; 141 is what a shell expects of a command that died of it.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(141)
  console.error(`Error: Cannot write standard output: ${error.message}`)
  console.error(
    'Next:  Check where it goes, and the space there, then run the command again. (output.unwritable)',
  )
  process.exit(74)
})
// Logs may be lost; the work goes on.
process.stderr.on('error', () => {})

if (process.argv[2] === '--version' || process.argv[2] === '-v') {
  process.stdout.write(`${createRequire(import.meta.url)('../package.json').version}\n`)
} else {
  if (process.argv[2] === 'run') keepHeapSmall()
  nameTheNameless()
  module.enableCompileCache?.()
  const { execute } = await import('../dist/execute.js')
  await execute({ dir: import.meta.url })
}

/**
 * Has V8 collect garbage before it asks for more memory: a run waits for an API most of its time, so it has the time for a
 * smaller heap; docs/performance.md says how small. V8 reads both numbers whenever it decides whether to grow.
 */
function keepHeapSmall() {
  v8.setFlagsFromString('--semi-space-growth-factor=1')
  v8.setFlagsFromString('--heap-growing-percent=20')
}

/**
 * oclif asks the system for home and shell of the user, and dies where the user has no entry, as in most containers. A home
 * of somebody else, as sudo may leave it, is none either. What stands in for it may not be where others could put plugins.
 */
function nameTheNameless() {
  try {
    fs.accessSync(os.homedir(), fs.constants.X_OK)
  } catch {
    process.env.HOME = '/nonexistent'
  }
  try {
    os.userInfo()
  } catch {
    process.env.SHELL ??= '/bin/sh'
  }
}
