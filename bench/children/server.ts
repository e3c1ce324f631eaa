import { startStandIn } from '@tamis/testkit/server'

// The stand-in API in a process of its own, so that it does not take the time of whoever is measured.
const [size = '17500', latencyMs = '0'] = process.argv.slice(2)
const api = await startStandIn({ size: Number(size), seed: 7, latencyMs: Number(latencyMs) })
console.log(api.url)
process.on('SIGTERM', () => void api.close().then(() => process.exit(0)))
