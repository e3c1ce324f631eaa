import { loadSnapshot } from './cases/snapshot.ts'
import { emptyDatabase } from './floor/database.ts'
import { floorSnapshot } from './floor/snapshot.ts'
import { compare, ratio } from './harness/compare.ts'
import { marketPages, slot } from './harness/market-pages.ts'
import { scratch } from './harness/scratch.ts'

const pages = marketPages(slot(0))
using f = scratch()
let n = 0
const t = await compare(
  [
    {
      name: 'floor',
      prepare: async () => {
        await emptyDatabase(f.file(`f${++n}.db`))
      },
      run: () => floorSnapshot(f.file(`f${n}.db`), pages, slot(0)),
    },
    {
      name: 'tamis',
      prepare: async () => {
        await emptyDatabase(f.file(`t${++n}.db`))
      },
      run: () => loadSnapshot(f.file(`t${n}.db`), pages, slot(0)),
    },
  ],
  Number(process.argv[2] ?? 5),
)
console.log(t, ratio(t[1], t[0]))
