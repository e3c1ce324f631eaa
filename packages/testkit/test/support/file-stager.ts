import { fileStore } from './file-store.ts'

export default (folder: string) => fileStore(folder).stager
