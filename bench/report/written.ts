/** What stands between these is written by the benchmark. */
const BEGIN = '<!-- npm run bench writes this -->\n';
const END = '<!-- to here -->';

/** A document with this in the place of what the benchmark wrote into it before. */
export function withWritten(document: string, written: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('the document has no place for figures');
  return `${before}${BEGIN}${written}${END}${after}`;
}
