import * as Flags from '@oclif/core/flags'

const helpGroup = 'OBSERVE'

/** Who else hears of a run; all of it off by default. */
export const OBSERVE_FLAGS = {
  notify: Flags.string({
    helpGroup,
    helpValue: 'URL',
    description: 'webhook for a failed run or rejected batch; safer in TAMIS_NOTIFY_URL',
  }),
  metrics: Flags.string({
    helpGroup,
    helpValue: 'DIR',
    description: 'folder for a file of Prometheus metrics',
  }),
  openlineage: Flags.string({
    helpGroup,
    helpValue: 'URL|FILE',
    description: 'where OpenLineage events go; else OPENLINEAGE_URL',
  }),
}
