/** Asks for the whole market as tamis does, so many at a time, reads every body, and does nothing with it. */
export async function floorNetwork(url: string, concurrency: number): Promise<number> {
  const listing = (await (await fetch(`${url}/coins/list`)).json()) as { id: string }[]
  const chunks: string[] = []
  for (let at = 0; at < listing.length; at += 250) {
    chunks.push(
      listing
        .slice(at, at + 250)
        .map((coin) => encodeURIComponent(coin.id))
        .join(','),
    )
  }
  const next = chunks.values()
  const worker = async (): Promise<void> => {
    for (const ids of next) {
      const response = await fetch(`${url}/coins/markets?vs_currency=usd&ids=${ids}&per_page=250&page=1`)
      await response.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return chunks.length + 1
}
