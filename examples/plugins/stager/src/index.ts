export type { Options } from './options.ts'
export { pageFolderStager as default } from './stager.ts'
