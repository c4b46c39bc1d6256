/** A text as HTML has it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A table with a caption and heads of columns and rows, as screen readers want it. The first column heads its row.
 * @param numbersFrom the first column of numbers: it and all after it stand to the right
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numbersFrom = heads.length,
): string {
  if (rows.length === 0) return `<p>${escaped(caption)}: none.</p>`;
  const kind = (column: number): string => (column >= numbersFrom ? ' class="n"' : '');
  const head = heads.map((name, i) => `<th scope="col"${kind(i)}>${escaped(name)}</th>`).join('');
  const body = rows
    .map(([first = '', ...rest]) => {
      const cells = rest.map((cell, i) => `<td${kind(i + 1)}>${escaped(cell)}</td>`).join('');
      return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
    })
    .join('\n');
  return `<div class="wide" role="region" tabindex="0" aria-label="${escaped(caption)}"><table>\n<caption>${escaped(caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
}

/** A page that needs nothing else, and prints well. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
  h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin-top: 2.2rem; } h3 { font-size: 1.05rem; margin-top: 1.6rem; }
  .verdict { border: 3px solid; padding: .8rem 1rem; font-size: 1.15rem; }
  .equal { border-color: #1d6b36; } .different { border-color: #a3161a; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .92rem; }
  caption { text-align: left; font-weight: 600; padding: .3rem 0; }
  th, td { border-bottom: 1px solid #bbb; padding: .3rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
  thead th { font-weight: 600; border-bottom: 2px solid #555; }
  .n { text-align: right; font-variant-numeric: tabular-nums; } td.n { white-space: nowrap; } thead .n { width: 9.5rem; }
  .wide { overflow-x: auto; } .wide:focus { outline: 3px solid #b88600; }
  code { font-size: .85em; overflow-wrap: anywhere; }
  .notice { background: #fff4d6; border: 1px solid #b88600; padding: .5rem 1rem; }
  @media print { body { margin: 0; max-width: none; font-size: 10pt; } thead { display: table-header-group; } tr, .verdict { break-inside: avoid; } h2, h3, caption { break-after: avoid; } }
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
