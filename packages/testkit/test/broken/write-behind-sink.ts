export { writeBehind as default } from './sinks.ts'
