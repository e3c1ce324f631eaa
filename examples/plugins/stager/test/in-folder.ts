import type { Stager } from '@tamis/core'
import pageFolderStager from '../src/index.ts'

/** The stager over a folder, as the suite opens it, also in a process of its own. */
export default function inFolder(folder: string): Stager {
  return pageFolderStager({ path: folder })
}
