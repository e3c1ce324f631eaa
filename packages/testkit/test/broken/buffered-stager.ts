export { buffered as default } from './stagers.ts'
