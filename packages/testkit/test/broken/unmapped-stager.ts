import { unmappedStore } from '../support/file-store.ts'

export default (folder: string) => unmappedStore(folder).stager
