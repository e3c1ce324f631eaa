// Loaded before the command (--import) where what it prints is compared: the market of the stand-in, its zombies and all
// ages follow from the time. The clock stands at FIXED_CLOCK for the whole process.
const now = Date.parse(process.env.FIXED_CLOCK ?? '')

class FixedDate extends Date {
  /** @param {[] | [number | string]} given */
  constructor(...given) {
    if (given.length === 0) super(now)
    else super(...given)
  }

  static now() {
    return now
  }
}

globalThis.Date = /** @type {DateConstructor} */ (FixedDate)
