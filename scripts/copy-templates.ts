// The worked examples of plugins are the templates of `tamis plugin new`: the command's package carries a copy.
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FROM = fileURLToPath(new URL('../examples/plugins', import.meta.url))
const TO = fileURLToPath(new URL('../packages/cli/templates', import.meta.url))

rmSync(TO, { recursive: true, force: true })
cpSync(FROM, TO, { recursive: true, filter: (path) => !/[\\/](?:node_modules|data)$/.test(path) })
