/** Text as it may stand in markup. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG; attributes that are undefined are left out, numbers have one decimal at most. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes).map(([attribute, value]) => {
    if (value === undefined) return '';
    return ` ${attribute}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`;
  });
  const inside = content.join('');
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
}

/** A coordinate as it is written. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}
