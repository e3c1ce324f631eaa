export {
  type Config,
  defineConfig,
  type Factory,
  type PipelineConfig,
  type PluginUse,
} from './config/define-config.ts'
