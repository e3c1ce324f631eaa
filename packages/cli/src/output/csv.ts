import { stringify } from 'csv-stringify/sync'

// What a spreadsheet would run as a formula, also after a blank and in full-width forms.
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/

/**
 * One line of CSV (RFC 4180), safe in a spreadsheet: text that it would take for a formula begins with an apostrophe.
 * Numbers stay as they are.
 */
export function csvLine(values: readonly (string | number | null)[]): string {
  const guarded = values.map((value) =>
    typeof value === 'string' && FORMULA.test(value) ? `'${value}` : value,
  )
  return stringify([guarded], { record_delimiter: 'windows', quoted_match: /[;\r\n]|^\s|\s$/ })
}
