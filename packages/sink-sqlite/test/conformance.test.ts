import { join } from 'node:path'
import { testSink, testStager } from '@tamis/testkit'
import sqlite from '../src/index.ts'

const store = (folder: string) => sqlite({ path: join(folder, 'market.db') })

testStager({ stager: (folder) => store(folder).stager })
testSink({ sink: (folder) => store(folder).sink })
