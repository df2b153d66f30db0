import type { GraphQLResolveInfo } from 'graphql';
import {
  parseResolveInfo,
  type ResolveTree,
  simplifyParsedResolveInfoFragmentWithType,
} from 'graphql-parse-resolve-info';

/** Whether a field's selection asks for nothing but these, so that what is known already answers it. */
export function selectsOnly(info: GraphQLResolveInfo, known: readonly string[]): boolean {
  const parsed = parseResolveInfo(info) as ResolveTree;
  const { fields } = simplifyParsedResolveInfoFragmentWithType(parsed, info.returnType);
  return Object.values(fields as Record<string, ResolveTree>).every(({ name }) => known.includes(name));
}
