import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '@tamis/core'
import { brief, keep } from '../check.ts'

const CODE = /^[a-z][a-z0-9_.]*$/

/** Ends a check unless a finding is what it should be: a code, a sentence, a field, and nothing that JSON would lose. */
export function requireEvidence(finding: unknown, names: ReadonlySet<string>): asserts finding is Finding {
  keep(typeof finding === 'object' && finding !== null, () => `${brief(finding)} is no finding`)
  const { code, message, path } = finding as Partial<Finding>
  keep(
    typeof code === 'string' && CODE.test(code),
    () => `the code of ${brief(finding)} does not match ${CODE.source}`,
  )
  keep(typeof message === 'string' && message.trim() !== '', () => `${brief(finding)} has no message`)
  keep(
    !/undefined|\[object |\bNaN\b/.test(message),
    () => `the message of ${brief(finding)} holds a value that is none`,
  )
  if (path !== undefined) {
    keep(
      typeof path === 'string' && names.has(path.split('.')[0] ?? ''),
      () => `the path of ${brief(finding)} is no field`,
    )
  }
  for (const name of ['expected', 'received'] as const) {
    const value = (finding as Partial<Finding>)[name]
    keep(
      value === undefined || survivesJson(value),
      () => `JSON loses something of ${name} in ${brief(finding)}`,
    )
  }
}

function survivesJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), withoutSigns(value))
  } catch {
    return false
  }
}

/** -0 is 0 in JSON, which loses nothing. */
function withoutSigns(value: unknown): unknown {
  if (value === 0) return 0
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutSigns)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSigns(inner)]))
}
