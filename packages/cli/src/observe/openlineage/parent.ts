/** A run of somebody else that this one is a part of. */
export interface ParentRun {
  readonly run: { readonly runId: string }
  readonly job: { readonly namespace: string; readonly name: string }
}

/** The parent of a run and the run at the root of it, which is the parent itself unless told otherwise. */
export interface Parents extends ParentRun {
  readonly root: ParentRun
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** From `OPENLINEAGE_CONTEXT`: `{"parent": {"run": {"runId"}, "job": {"namespace", "name"}, "root": …}}`. */
export function parentsOfContext(text: string): Parents | undefined {
  try {
    const context = JSON.parse(text) as { readonly parent?: unknown }
    const parent = parentOf(context.parent)
    if (parent === undefined) return undefined
    const root = parentOf((context.parent as { readonly root?: unknown }).root)
    return { ...parent, root: root ?? parent }
  } catch {
    return undefined
  }
}

function parentOf(value: unknown): ParentRun | undefined {
  const { run, job } = (value ?? {}) as {
    readonly run?: { readonly runId?: unknown }
    readonly job?: { readonly namespace?: unknown; readonly name?: unknown }
  }
  const runId = run?.runId
  const { namespace, name } = job ?? {}
  if (typeof runId !== 'string' || !UUID.test(runId)) return undefined
  if (typeof namespace !== 'string' || typeof name !== 'string') return undefined
  return { run: { runId }, job: { namespace, name } }
}

/** From `OPENLINEAGE_PARENT_ID` and `OPENLINEAGE_ROOT_PARENT_ID`: `namespace/name/runId`. */
export function parentsOfIds(parentId: string, rootId: string | undefined): Parents | undefined {
  const parent = parentOfId(parentId)
  if (parent === undefined) return undefined
  return { ...parent, root: (rootId === undefined ? undefined : parentOfId(rootId)) ?? parent }
}

function parentOfId(id: string): ParentRun | undefined {
  // A namespace is often an address: the name and the id are what stands behind its last two slashes.
  const [, namespace = '', name = '', runId = ''] = /^(.+)\/([^/]+)\/([^/]+)$/.exec(id) ?? []
  return parentOf({ run: { runId }, job: { namespace, name } })
}
