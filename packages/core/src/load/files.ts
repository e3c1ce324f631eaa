/**
 * The few operations on files that issue files need. Handed in, so that a simulation can lose power between any two.
 * Paths are the caller's; errors are those of the platform, with their `code`.
 */
export interface Files {
  /** Makes the directory and those above it, for its owner only (0700). Fine when it is there. */
  makeDirectory(path: string): Promise<void>
  /** Makes a new file for its owner only (0600); fails when something is there, a link included. */
  create(path: string): Promise<FileWriter>
  /** Replaces what is at `to`, atomically. */
  rename(from: string, to: string): Promise<void>
  /** Fine when it is not there. */
  remove(path: string): Promise<void>
  /** Makes created, renamed and removed names of a directory survive a power cut. */
  syncDirectory(path: string): Promise<void>
  /** Names in a directory. */
  list(path: string): Promise<readonly string[]>
}

export interface FileWriter {
  write(text: string): Promise<void>
  /** Makes what was written survive a power cut. */
  sync(): Promise<void>
  close(): Promise<void>
}
