/** Whether a host, as URL normalises it, is this machine: 127.1 and 0x7f.1 are covered. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}
