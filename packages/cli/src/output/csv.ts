import { stringify } from 'csv-stringify/sync'

// What a spreadsheet would run as a formula, also after a blank and in full-width forms. Text that only looks guarded is
// guarded too, so that whoever takes one apostrophe away from each such text has what was there.
const FORMULA = /^'*\s*[=+\-@\t\r＝＋－＠]/

// Empty text is quoted, to tell it from what is not there.
const QUOTED = /^$|[;\r\n]|^\s|\s$/

/**
 * One line of CSV (RFC 4180), safe in a spreadsheet: text that it would take for a formula begins with an apostrophe.
 * Numbers stay as they are. Null is `nullText`, nothing by default; text that is the same is quoted.
 */
export function csvLine(values: readonly (string | number | null)[], nullText = ''): string {
  const cells = values.map((value) => (value === null && nullText !== '' ? NULL : guarded(value)))
  return stringify([cells], {
    record_delimiter: 'windows',
    quoted_match: QUOTED,
    ...(nullText !== '' && { cast: { object: () => nullText, string: quotedIf(nullText) } }),
  })
}

const NULL = {}

function guarded(value: string | number | null): string | number | null {
  return typeof value === 'string' && FORMULA.test(value) ? `'${value}` : value
}

function quotedIf(nullText: string) {
  return (value: string) => (value === nullText ? { value, quoted: true } : value)
}
