/** The look of a report: light, dark, narrow and printed. */
export const STYLE = `
:root {
  --page: #fbfbf9; --card: #ffffff; --ink: #1c1e21; --muted: #5d6269; --line: #e3e3de;
  --loaded: #3f6fb5; --kept: #cf5c1d; --rejected: #b3263c; --back: #7fa6d8; --left: #8a8f96;
  --rule-1: #cf5c1d; --rule-2: #e3a63a; --rule-3: #7c68ae; --rule-4: #2f8f83; --rule-5: #b5487b; --rule-6: #8a8f96;
  --up: #1d6f45; --down: #b3263c; --note: #fdf3e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1c1f23; --ink: #e8e9ea; --muted: #a0a6ad; --line: #2e3238;
    --loaded: #6d9de0; --kept: #ec8a52; --rejected: #f07a8a; --back: #3f5f8f; --left: #7d848c;
    --rule-1: #ec8a52; --rule-2: #e6bd6a; --rule-3: #a794d8; --rule-4: #5bb8ab; --rule-5: #db83ac; --rule-6: #7d848c;
    --up: #6cc497; --down: #f07a8a; --note: #33291a;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  max-width: 62rem; margin: 0 auto; padding: 3.5rem 1.5rem 3rem;
  background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header { margin-bottom: 2.5rem; }
.eyebrow { color: var(--muted); font-size: .8125rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
h1 { font-size: 2.5rem; line-height: 1.15; letter-spacing: -.02em; margin: .25rem 0 .5rem; }
h2 { font-size: 1.375rem; line-height: 1.3; letter-spacing: -.01em; margin-bottom: .375rem; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 600; }
.lead { color: var(--muted); font-size: 1.0625rem; }
section { margin-top: 3.5rem; }
section > p { color: var(--muted); max-width: 46rem; margin-bottom: 1.25rem; text-wrap: pretty; }
.faint, .id, .detail, .range { color: var(--muted); font-weight: 400; }
.id, .detail, .range { font-size: .8125rem; }
section > .note { background: var(--note); color: var(--ink); border-radius: .5rem; padding: .625rem .875rem; }

.figures { display: grid; grid-template-columns: repeat(4, 1fr); border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
.figures > div { padding: 1.125rem 1.25rem; border-left: 1px solid var(--line); }
.figures > div:first-child { border-left: 0; }
.figures dt { color: var(--muted); font-size: .8125rem; }
.figures strong { display: block; font-size: 1.5rem; line-height: 1.35; font-weight: 600; letter-spacing: -.015em; }
.figures span { display: block; color: var(--muted); font-size: .8125rem; line-height: 1.45; }

figure { border: 1px solid var(--line); border-radius: .75rem; background: var(--card); padding: 1rem 1rem .875rem; }
figure svg, .coins svg { display: block; width: 100%; height: auto; }
figure text { font-family: inherit; font-size: 12px; font-variant-numeric: tabular-nums; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin-top: .75rem; font-size: .875rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: .4375rem; }
.legend svg { width: .75rem; height: .75rem; flex: none; }

.facts > div { display: grid; grid-template-columns: 11rem 1fr; gap: 1rem; padding: .5625rem 0; border-top: 1px solid var(--line); }
.facts > div:last-child { border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); }
section > .facts { margin-top: .875rem; }

.moves { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 1.75rem 2rem; margin-top: 1.75rem; }
.moves ul { list-style: none; margin-top: .375rem; }
.moves li { padding: .4375rem 0; border-top: 1px solid var(--line); line-height: 1.4; }
.moves .detail { display: block; }
.moves p { font-size: .875rem; margin-top: .375rem; }

.coins { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 1rem; list-style: none; }
.coins li { display: flex; flex-direction: column; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); padding: .875rem 1rem; }
.coins h3 { overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; }
.coins .price { margin-bottom: .5rem; }
.coins .price strong { font-size: 1.125rem; font-weight: 600; margin-right: .25rem; }
.coins svg { margin-top: auto; }
.range { display: flex; justify-content: space-between; gap: .5rem; margin-top: .25rem; white-space: nowrap; }
.price span { font-size: .875rem; white-space: nowrap; }
.up { color: var(--up); }
.down { color: var(--down); }

details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--muted); font-size: .9375rem; }
.scroll { overflow-x: auto; margin-top: .75rem; }
:focus-visible { outline: 2px solid var(--loaded); outline-offset: 3px; border-radius: .25rem; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.25rem .5rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; color: var(--muted); font-size: .8125rem; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
time, .nowrap { white-space: nowrap; }
.kept th[scope=row] { width: 30%; }
.kept .id { display: block; }
.kept td div + div { margin-top: .25rem; }
code { font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; background: var(--card); border: 1px solid var(--line); border-radius: .3125rem; padding: .0625rem .3125rem; white-space: nowrap; }
footer { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }

@media (max-width: 46rem) {
  body { padding: 2rem 1rem 2rem; }
  h1 { font-size: 2rem; }
  section { margin-top: 2.75rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .figures { grid-template-columns: 1fr 1fr; }
  .figures > div { padding: .875rem 1rem; }
  .figures > div:nth-child(odd) { border-left: 0; }
  .figures > div:nth-child(n+3) { border-top: 1px solid var(--line); }
  .figures strong { font-size: 1.25rem; }
  figure { padding: .75rem .625rem; }
  .facts > div { grid-template-columns: 1fr; gap: 0; }
  .coins { grid-template-columns: 1fr 1fr; gap: .75rem; }
  .coins li { padding: .75rem; }
  .coins .price span { display: block; }
  .range { font-size: .75rem; }
  .kept thead { position: absolute; clip-path: inset(50%); }
  .kept, .kept tbody { display: block; }
  .kept tr { display: grid; grid-template-columns: 1fr auto; padding: .75rem 0; border-top: 1px solid var(--line); }
  .kept tr > * { border: 0 !important; padding: 0; text-align: left; }
  .kept tr > :nth-child(-n+2) { grid-column: 1 / -1; }
  .kept th[scope=row] { width: auto; font-weight: 600; }
  .kept td + td { color: var(--muted); font-size: .8125rem; margin-top: .375rem; }
  .kept td[data-label]::before { content: attr(data-label) " "; }
  .kept td div { margin-top: .25rem; }
}
@media print {
  :root {
    --page: #ffffff; --card: #ffffff; --ink: #000000; --muted: #44484d; --line: #c9c9c4;
    --loaded: #3f6fb5; --kept: #cf5c1d; --rejected: #b3263c; --back: #7fa6d8; --left: #8a8f96;
    --rule-1: #cf5c1d; --rule-2: #e3a63a; --rule-3: #7c68ae; --rule-4: #2f8f83; --rule-5: #b5487b; --rule-6: #8a8f96;
    --up: #1d6f45; --down: #b3263c; --note: #ffffff;
  }
  @page { margin: 16mm 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section { margin-top: 1.75rem; }
  h2, h3, section > p { break-after: avoid; }
  figure, .figures, .coins li, .moves li, .facts > div, tr { break-inside: avoid; }
  details { display: none; }
  .scroll { overflow: visible; }
}
`
