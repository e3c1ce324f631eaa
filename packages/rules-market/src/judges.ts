import { batchAnchors } from './gates/batch-anchors.ts'
import { batchBitcoinPrice } from './gates/batch-bitcoin-price.ts'
import { batchCapDrift } from './gates/batch-cap-drift.ts'
import { batchFreshness } from './gates/batch-freshness.ts'
import { batchKeys } from './gates/batch-keys.ts'
import { batchNulls } from './gates/batch-nulls.ts'
import { batchPages } from './gates/batch-pages.ts'
import { batchRejectedShare } from './gates/batch-rejected-share.ts'
import { batchRows } from './gates/batch-rows.ts'
import { batchVolumeDrift } from './gates/batch-volume-drift.ts'
import type { MarketGate, MarketRule } from './record.ts'
import { atlNegative } from './rules/atl-negative.ts'
import { capIdentity } from './rules/cap-identity.ts'
import { capNegative } from './rules/cap-negative.ts'
import { nameMissing } from './rules/name-missing.ts'
import { numberFinite } from './rules/number-finite.ts'
import { numberText } from './rules/number-text.ts'
import { numberUnsafe } from './rules/number-unsafe.ts'
import { priceFrozen } from './rules/price-frozen.ts'
import { priceMissing } from './rules/price-missing.ts'
import { priceNegative } from './rules/price-negative.ts'
import { priceStale } from './rules/price-stale.ts'
import { priceZero } from './rules/price-zero.ts'
import { rangeAllTime } from './rules/range-all-time.ts'
import { rangeDay } from './rules/range-day.ts'
import { returnAbsurd } from './rules/return-absurd.ts'
import { returnOutlier } from './rules/return-outlier.ts'
import { stableDepeg } from './rules/stable-depeg.ts'
import { supplyJump } from './rules/supply-jump.ts'
import { supplyNegative } from './rules/supply-negative.ts'
import { supplyOrder } from './rules/supply-order.ts'
import { symbolMissing } from './rules/symbol-missing.ts'
import { timeFuture } from './rules/time-future.ts'
import { turnoverIlliquid } from './rules/turnover-illiquid.ts'
import { turnoverWash } from './rules/turnover-wash.ts'
import { volumeMissing } from './rules/volume-missing.ts'
import { volumeNegative } from './rules/volume-negative.ts'
import { volumeZero } from './rules/volume-zero.ts'

/** All rules with their defaults: of the structure of a record, of zombies, then of what a market can and cannot do. */
export const RULES: readonly MarketRule[] = [
  nameMissing,
  symbolMissing,
  numberFinite,
  numberUnsafe,
  numberText,
  priceNegative,
  volumeNegative,
  capNegative,
  supplyNegative,
  atlNegative,
  priceMissing,
  priceZero,
  volumeMissing,
  volumeZero,
  priceStale,
  priceFrozen,
  timeFuture,
  returnAbsurd,
  returnOutlier,
  rangeDay,
  rangeAllTime,
  capIdentity,
  supplyOrder,
  supplyJump,
  turnoverWash,
  turnoverIlliquid,
  stableDepeg,
]

/** All gates with their defaults: those that reject, then those that warn. */
export const GATES: readonly MarketGate[] = [
  batchPages,
  batchRows,
  batchAnchors,
  batchNulls,
  batchKeys,
  batchRejectedShare,
  batchFreshness,
  batchVolumeDrift,
  batchCapDrift,
  batchBitcoinPrice,
]
