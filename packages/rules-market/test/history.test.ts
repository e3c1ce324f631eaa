import { expect, test } from 'vitest'
import { returnAbsurd } from '../src/rules/return-absurd.ts'
import { returnOutlier } from '../src/rules/return-outlier.ts'
import { supplyJump } from '../src/rules/supply-jump.ts'
import { expectFindings } from './support/expect-findings.ts'
import { coin, contextOf, DAY, seen } from './support/market.ts'

test('return.absurd is more than a hundredfold, up or down, of the last published price', () => {
  expectFindings(
    returnAbsurd,
    { history: seen({ current_price: 2 }) },
    [{ current_price: 200 }],
    [{ current_price: 200.1 }, 'rise'],
    [{ current_price: 0.02 }],
    [{ current_price: 0.0199 }, 'fall'],
  )
})

test('without an earlier price there is no return', () => {
  const soaring = { current_price: 1e9 } as const
  expectFindings(returnAbsurd, {}, [soaring])
  expectFindings(returnAbsurd, { history: seen({ current_price: null }) }, [soaring])
  expectFindings(returnAbsurd, { history: seen({ current_price: 0 }) }, [soaring], [{ current_price: null }])
  expectFindings(returnOutlier, { statistics: steady() }, [soaring])
})

/** A market that went up by 10 %, half of it within 1 % of that. */
function steady(count = 1_000) {
  return { logReturn: { count, median: Math.log(1.1), mad: 0.01 } }
}

test('return.outlier is a move far beside that of the market', () => {
  expectFindings(
    returnOutlier,
    { history: seen({ current_price: 1 }), statistics: steady() },
    [{ current_price: 1.1 }],
    [{ current_price: 1.64 }],
    [{ current_price: 1.66 }, 'rise'],
    [{ current_price: 0.74 }],
    [{ current_price: 0.72 }, 'fall'],
  )
})

test('return.outlier asks for a high score and a large move: a wild market has fewer outliers, a still one no more', () => {
  const wild = { logReturn: { count: 1_000, median: 0, mad: 0.5 } }
  const still = { logReturn: { count: 1_000, median: 0, mad: 0 } }
  expectFindings(returnOutlier, { history: seen({ current_price: 1 }), statistics: wild }, [
    { current_price: 9 },
  ])
  expectFindings(returnOutlier, { history: seen({ current_price: 1 }), statistics: still }, [
    { current_price: 1.4 },
  ])
})

test('return.outlier does not judge a market of few coins, nor across days without an observation', () => {
  const jump = { current_price: 5 } as const
  const history = seen({ current_price: 1 })
  expectFindings(returnOutlier, { history, statistics: steady(19) }, [jump])
  expectFindings(returnOutlier, { history, statistics: steady(20) }, [jump, 'rise'])
  const stale = seen({ current_price: 1 }, 2 * DAY + 1)
  expectFindings(returnOutlier, { history: stale, statistics: steady() }, [jump])
})

test('return.outlier takes log returns over the batch, and leaves out coins that it cannot judge', () => {
  const logReturn = returnOutlier.needs?.statistics?.logReturn
  const context = contextOf({ history: seen({ current_price: 1 }) })
  expect(logReturn?.(coin({ current_price: Math.E }), context)).toBeCloseTo(1)
  expect(logReturn?.(coin({ current_price: 0 }), context)).toBeNull()
  expect(logReturn?.(coin(), contextOf())).toBeNull()
})

test('supply.jump is a circulating supply a fifth above or below the last one', () => {
  expectFindings(
    supplyJump,
    { history: seen({ circulating_supply: 100, current_price: 2 }) },
    [{ circulating_supply: 120 }],
    [{ circulating_supply: 121 }, 'jump'],
    [{ circulating_supply: 84 }],
    [{ circulating_supply: 83 }, 'jump'],
    [{ circulating_supply: 0 }],
    [{ circulating_supply: null }],
  )
  expectFindings(supplyJump, {}, [{ circulating_supply: 1e12 }])
})

test('supply.jump tells a change of the unit from new coins by the value of all of them', () => {
  expectFindings(
    supplyJump,
    { history: seen({ circulating_supply: 100, current_price: 2 }) },
    [{ circulating_supply: 100_000, current_price: 0.002 }, 'redenomination'],
    [{ circulating_supply: 100_000, current_price: 2 }, 'jump'],
    [{ circulating_supply: 100_000, current_price: null }, 'jump'],
  )
})
