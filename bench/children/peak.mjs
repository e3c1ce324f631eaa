// Preloaded into a command that is measured: leaves the most memory it took, in MB, in the file that BENCH_PEAK names.
import { readFileSync, writeFileSync } from 'node:fs'

process.on('exit', () => writeFileSync(process.env.BENCH_PEAK, String(peakKib() / 1024)))

/** Linux counts what the process was before it became this program, a copy of its parent, into `maxRSS`. */
function peakKib() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}
