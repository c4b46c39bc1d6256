import { definitionOf } from '@careledger/contract';
import { columnsOf, LIST_TYPES, templateOf } from './columns';

/** The columns of every list in Markdown, made from the contract: `docs/import/list-columns.md`. */
export function columnsDocument(): string {
  const types = LIST_TYPES.map((type) => {
    const columns = columnsOf(type).map(({ name, required, doc, rule }) => {
      return `- \`${name}\` (${required ? 'required' : 'optional'}): ${doc} It must be ${rule}.`;
    });
    return `## ${type}\n\n${definitionOf(type).doc}\n\n\`\`\`\n${templateOf(type)}\n\`\`\`\n\n${columns.join('\n')}\n`;
  });
  return `# The columns of the lists\n\nMade from the event contract by \`npm run make:list-columns\`; not to be edited. How lists are imported: [lists.md](lists.md).\n\n${types.join('\n')}`;
}
