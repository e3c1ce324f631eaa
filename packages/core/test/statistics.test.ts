import fc from 'fast-check'
import { expect, test } from 'vitest'
import { medianOf, statisticOf } from '../src/index.ts'

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }))

test('no more than half of the numbers lie on either side of the median', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const median = medianOf(values)
      expect(median === null).toBe(values.length === 0)
      if (median === null) return
      expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(values.length / 2)
      expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(values.length / 2)
    }),
    { numRuns: 1000 },
  )
})

test('order does not matter, and the list is left as it was', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const before = [...values]
      expect(medianOf([...values].reverse())).toBe(medianOf(values))
      expect(values).toEqual(before)
    }),
  )
})

test('median and deviation of a few numbers', () => {
  expect(statisticOf([1, 1, 2, 2, 4, 6, 9])).toEqual({ count: 7, median: 2, mad: 1 })
  expect(statisticOf([10, 2])).toEqual({ count: 2, median: 6, mad: 4 })
})

test('what is no finite number is not counted', () => {
  expect(statisticOf([null, Number.NaN, Number.POSITIVE_INFINITY, 3])).toEqual({
    count: 1,
    median: 3,
    mad: 0,
  })
  expect(statisticOf([])).toEqual({ count: 0, median: null, mad: null })
})
