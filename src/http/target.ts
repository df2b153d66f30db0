/**
 * What is asked for, as a path. Clients of proxies give all of a URL; where Express cannot read it, no handler of this service
 * is asked and Express answers with a page of HTML.
 */
export function pathOf(target: string): string {
  if (target.startsWith('/')) return target;
  if (!URL.canParse(target)) return `/${target}`;
  const { pathname, search } = new URL(target);
  return pathname.startsWith('/') ? pathname + search : `/${target}`;
}
