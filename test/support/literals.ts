import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A value as it stands in a document. */
export function printed(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return printed(value, type.ofType);
  if (value === null) return 'null';
  if (isListType(type)) {
    if (!Array.isArray(value)) return printed(value, type.ofType);
    return `[${value.map((item) => printed(item, type.ofType)).join(', ')}]`;
  }
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const parts = Object.entries(value as object).map(
    ([name, part]) => `${name}: ${printed(part, fields[name]?.type as GraphQLInputType)}`,
  );
  return `{ ${parts.join(', ')} }`;
}
