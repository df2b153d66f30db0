import { type FieldNode, getNullableType, isListType } from 'graphql';
import type { ComplexityEstimator } from 'graphql-query-complexity';

/** Lists whose length no argument tells: what is within an instance is rarely longer. */
const USUAL_LENGTH = 8;
/** EC2 allows fifty tags, of which few instances have half. */
const TAGS = 25;
/** Those of the schema itself, of which there are some short ones and some of thirty. */
const LENGTH_IN_SCHEMA = 12;
/** Of a name, which comes with every value; longer ones count as several. */
const CHARACTERS = 32;
/** Fields that are asked of many instances and may fail for each. */
const FAILING = new Set(['status', 'typeInfo', 'instance']);
/** An error takes as long as so many values, and as one more with every so many lines before its field, which it counts. */
const VALUES_OF_ERROR = 20;
const LINES = 25;

/** How many values a field adds to an answer at most: its own, and what is selected of it, for each of its items. */
export const answerValues: ComplexityEstimator = ({ args, field, node, type, childComplexity }) => {
  const name = 'alias' in node ? (node.alias ?? node.name) : undefined;
  const own = Math.ceil((name?.value.length ?? 1) / CHARACTERS);
  const length = isListType(getNullableType(field.type)) ? lengthOf(field.name, type.name) : 1;
  const ofError = FAILING.has(field.name) ? errorAt(node) : 0;
  return askedFor(args) * length * (own + ofError + childComplexity);
};

function errorAt({ loc }: Pick<FieldNode, 'loc'>): number {
  return VALUES_OF_ERROR + Math.floor((loc?.startToken.line ?? 0) / LINES);
}

/** The lists of a page or a payload are as long as the arguments of the field above them say. */
function lengthOf(name: string, typeName: string): number {
  if (name === 'tags') return TAGS;
  if (/(?:Connection|Payload)$/.test(typeName)) return 1;
  return typeName.startsWith('__') ? LENGTH_IN_SCHEMA : USUAL_LENGTH;
}

function askedFor({ first, ids, input }: ArgumentsOfMany): number {
  return Math.max(1, first ?? ids?.length ?? input?.maxCount ?? 1);
}

interface ArgumentsOfMany {
  readonly first?: number;
  readonly ids?: readonly string[];
  readonly input?: { readonly maxCount?: number };
}
