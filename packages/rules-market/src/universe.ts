import type { BatchPlan } from '@tamis/core'

/** What kind of cut through the market a plan asks for. */
export type Universe =
  | { readonly kind: 'all' }
  | { readonly kind: 'top'; readonly size: number }
  /** Coins by name, or of one category: nothing can be said of how many there are or who belongs to them. */
  | { readonly kind: 'picked' }

export function universeOf(plan: BatchPlan): Universe {
  if (Object.hasOwn(plan.parameters, 'category')) return { kind: 'picked' }
  if (plan.universe === 'all') return { kind: 'all' }
  const size = Number(/^top:(\d+)$/.exec(plan.universe)?.[1])
  return size >= 1 ? { kind: 'top', size } : { kind: 'picked' }
}
