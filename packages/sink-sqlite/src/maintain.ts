export { type BackUpOptions, type Backup, backUp } from './maintain/back-up.ts'
export {
  type CheckOptions,
  checkDatabase,
  type DatabaseCheck,
  sqliteVersion,
} from './maintain/check-database.ts'
export type { Prunable } from './maintain/prunable-batches.ts'
export { type Pruned, type PruneOptions, type Pruning, prunable, prune } from './maintain/prune.ts'
export { type Restored, type RestoreOptions, restore } from './maintain/restore.ts'
export { checkPath } from './open/check-path.ts'
