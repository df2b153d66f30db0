import { refusal } from './errors.js';
import type { Parameters } from './parameters.js';
import { literalOf, wildcard } from './wildcard.js';

/** Limits of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MAX_FILTERS = 50;
const MAX_VALUES = 200;
const MAX_LENGTH = 255;

/** One filter of a request: its name, and what its values, any of which may match, stand for. */
export interface Filter {
  readonly name: string;
  /** The values without wildcards. */
  readonly literals: ReadonlySet<string>;
  /** Those with. */
  readonly patterns: readonly ((text: string) => boolean)[];
}

/** The values of a subject that a filter looks at; none where it has no such thing. */
export type Field<T> = (subject: T) => Iterable<string>;

function readFilter(structure: Parameters): Filter {
  const name = structure.text('Name') ?? 'null';
  const values = structure.list('Value');
  if (values.length === 0) throw refusal.missingParameter(structure.fullName('Value'));
  if (values.length > MAX_VALUES) {
    throw refusal.tooManyFilters(
      `The maximum number of filter values specified on a single call is ${MAX_VALUES}`,
    );
  }
  if (values.some((value) => value.length > MAX_LENGTH)) {
    throw refusal.tooManyFilters(`The maximum length for a filter value is ${MAX_LENGTH} characters`);
  }
  return {
    name,
    literals: new Set(values.flatMap((value) => literalOf(value) ?? [])),
    patterns: values.filter((value) => literalOf(value) === undefined).map(wildcard),
  };
}

/**
 * The filters of a request.
 * @throws Ec2Error FilterLimitExceeded beyond EC2's limits; MissingParameter for a filter without values
 */
export function readFilters(parameters: Parameters): Filter[] {
  const structures = parameters.structures('Filter');
  if (structures.length > MAX_FILTERS) {
    throw refusal.tooManyFilters(`The maximum number of filters on a single call is ${MAX_FILTERS}`);
  }
  return structures.map(readFilter);
}

function matches<T>(filter: Filter, field: Field<T>, subject: T): boolean {
  for (const value of field(subject)) {
    if (filter.literals.has(value) || filter.patterns.some((pattern) => pattern(value))) return true;
  }
  return false;
}

/**
 * A test that all filters together make: every filter must match by one of its values.
 * @param fieldOf gives the field that a filter's name stands for
 * @throws Ec2Error InvalidParameterValue for a name that stands for none
 */
export function selection<T>(
  filters: readonly Filter[],
  fieldOf: (name: string) => Field<T> | undefined,
): (subject: T) => boolean {
  const tests = filters.map((filter) => {
    const field = fieldOf(filter.name);
    if (field === undefined) throw refusal.invalidFilter(filter.name);
    return (subject: T) => matches(filter, field, subject);
  });
  return (subject) => tests.every((test) => test(subject));
}

/** The values of a filter when it can be answered by looking them up, having no wildcards; else undefined. */
export function lookupValues(filters: readonly Filter[], name: string): ReadonlySet<string> | undefined {
  return filters.find((filter) => filter.name === name && filter.patterns.length === 0)?.literals;
}
