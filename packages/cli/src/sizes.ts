import { TamisError } from '@tamis/core'

const STEPS = ['', 'k', 'm', 'g', 't']

/**
 * A size such as `500MB`, `2GiB` or `1.5G`, in bytes. With an `i`, or as a bare letter, steps are of 1024, else of 1000.
 *
 * @throws TamisError `usage.invalid`.
 */
export function parseSize(text: string): number {
  const [, number, step = '', ending = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?b)?$/i.exec(text.trim()) ?? []
  if (number === undefined || (step === '' && ending.length === 2)) {
    throw new TamisError('usage.invalid', {
      message: `${JSON.stringify(text)} is not a size`,
      hint: 'Give a number of bytes or one with a unit, for example 500MB, 2GiB or 0.',
    })
  }
  const base = ending.toLowerCase() === 'b' ? 1000 : 1024
  return Math.round(Number(number) * base ** STEPS.indexOf(step.toLowerCase()))
}
