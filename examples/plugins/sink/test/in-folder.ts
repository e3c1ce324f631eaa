import jsonLinesSink, { type LinesSink } from '../src/index.ts'

/** The sink over a folder, as the suite opens it, also in a process of its own. */
export default function inFolder(folder: string): LinesSink {
  return jsonLinesSink({ path: folder })
}
