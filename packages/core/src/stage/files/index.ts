export { fileError } from './file-error.ts'
export { FileLease } from './file-lease.ts'
export { type Liveness, ownerAlive } from './owner-alive.ts'
export { createFile, readJsonFile, replaceFile } from './whole-file.ts'
