/** oclif, bundled with what it needs. */
export { execute } from '@oclif/core/execute'
