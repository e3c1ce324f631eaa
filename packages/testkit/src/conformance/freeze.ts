/** Freezes a value and everything in it, so that whoever changes it throws. Bytes cannot be frozen. */
export function deepFreeze<V>(value: V): V {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) {
    return value
  }
  Object.freeze(value)
  for (const name of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, name))
  return value
}
