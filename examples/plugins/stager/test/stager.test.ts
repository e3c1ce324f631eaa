import { testStager } from '@tamis/testkit'
import { expect, test } from 'vitest'
import pageFolderStager from '../src/index.ts'
import inFolder from './in-folder.ts'

testStager({ stager: inFolder, module: new URL('in-folder.ts', import.meta.url) })

test('a path that is none is a problem of the configuration', () => {
  expect(() => pageFolderStager({} as never)).toThrow('path: is missing')
  expect(() => pageFolderStager({ path: '' })).toThrow('path: must be the path of a folder')
})
