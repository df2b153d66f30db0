import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { encodeCursor } from '../../src/resolvers/cursor.js';
import { fingerprint } from '../../src/resolvers/instance-filters.js';
import { anId } from './builders.js';
import { printed } from './literals.js';
import { Chance } from './random.js';

export interface GeneratedQuery {
  readonly source: string;
  readonly variables: Record<string, unknown>;
}

/** Queries of every shape that the schema allows, with good, odd and bad values; the same ones for the same seed. */
export function generatedQueries(schema: GraphQLSchema, count: number, seed: number): GeneratedQuery[] {
  const chance = new Chance(seed);
  return Array.from({ length: count }, () => new QueryWriter(schema, chance).write());
}

/** Of the list of all instances. */
const LIST = fingerprint({ region: 'us-east-1', filters: [] });
const CURSOR = encodeCursor({ list: LIST, token: undefined, size: 5, index: 1, id: anId(2) });

/** What scalars may be given; the ids are some that a test's EC2 knows and some that it does not. */
const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 1000, 0],
  String: [CURSOR, CURSOR, 'us-east-1', 'us-east-1', 'us-east-1', ''],
  ID: [...Array.from({ length: 11 }, (_, n) => anId(n + 1)), 'i-nonsense'],
  Boolean: [true, false],
};

/** It asks EC2 as often as it has to. */
const WAITING = 'instanceInState';

class QueryWriter {
  private readonly variables: Record<string, unknown> = {};
  private readonly definitions: string[] = [];
  private readonly fragments: string[] = [];
  private names = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly chance: Chance,
  ) {}

  write(): GeneratedQuery {
    const selection = this.selection(this.schema.getQueryType() as GraphQLObjectType, 0);
    const definitions = this.definitions.length > 0 ? `(${this.definitions.join(', ')})` : '';
    return {
      source: [`query Generated${definitions} ${selection}`, ...this.fragments].join('\n'),
      variables: this.variables,
    };
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(({ name }) => name !== WAITING);
    const most = depth < 3 ? 3 : 6;
    const parts = Array.from({ length: 1 + this.chance.below(most) }, () => this.part(type, fields, depth));
    return `{ ${parts.join(' ')} }`;
  }

  private part(
    type: GraphQLObjectType,
    fields: readonly GraphQLField<unknown, unknown>[],
    depth: number,
  ): string {
    if (this.chance.is(0.07)) return `__typename${this.directive()}`;
    if (depth < 5 && this.chance.is(0.08)) {
      const condition = this.chance.is(0.6) ? ` on ${type.name}` : '';
      return `...${condition}${this.directive()} ${this.selection(type, depth + 1)}`;
    }
    if (depth < 5 && this.chance.is(0.06)) {
      const name = this.name('F');
      this.fragments.push(`fragment ${name} on ${type.name} ${this.selection(type, depth + 1)}`);
      return `...${name}${this.directive()}`;
    }
    return this.field(this.chance.pick(fields), depth);
  }

  private field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const inner = getNamedType(type);
    const selection = isObjectType(inner) ? ` ${this.selection(inner, depth + 1)}` : '';
    // With arguments, two of a name would have to have the same.
    const alias = args.length > 0 || this.chance.is(0.15) ? `${this.name('a')}: ` : '';
    return `${alias}${name}${this.arguments(args)}${this.directive()}${selection}`;
  }

  private arguments(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap(({ name, type, defaultValue }) => {
      const isRequired = isNonNullType(type) && defaultValue === undefined;
      if (!isRequired && this.chance.is(0.6)) return [];
      return [`${name}: ${this.chance.is(0.5) ? this.variable(type, defaultValue) : this.literal(type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  private directive(): string {
    if (this.chance.is(0.985)) return '';
    const name = this.chance.pick(['skip', 'include']);
    const condition = this.chance.is(0.5) ? String(this.chance.is(0.5)) : this.flag();
    return ` @${name}(if: ${condition})`;
  }

  private flag(): string {
    const name = this.name('v');
    this.definitions.push(`$${name}: Boolean!`);
    this.variables[name] = this.chance.is(0.5);
    return `$${name}`;
  }

  /** Given, left out, null or wrong; where the argument has a default, the variable may be nullable. */
  private variable(type: GraphQLInputType, argumentDefault: unknown): string {
    const name = this.name('v');
    const isLoose = isNonNullType(type) && argumentDefault !== undefined && this.chance.is(0.5);
    const declared = isLoose ? type.ofType : type;
    const own = this.chance.is(0.2) ? ` = ${this.literal(declared)}` : '';
    this.definitions.push(`$${name}: ${declared}${own}`);
    const isOptional = !isNonNullType(declared) || own !== '';
    if (this.chance.is(0.03)) this.variables[name] = { wrong: true };
    else if (!isOptional || this.chance.is(0.7)) this.variables[name] = this.value(declared);
    return `$${name}`;
  }

  private value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.present(type.ofType);
    if (this.chance.is(0.08)) return null;
    return this.present(type);
  }

  private present(type: GraphQLInputType): unknown {
    if (isListType(type)) {
      if (this.chance.is(0.2)) return this.present(getNullableType(type.ofType));
      return Array.from({ length: this.chance.below(4) }, () => this.value(type.ofType));
    }
    if (isEnumType(type)) return this.chance.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return this.chance.pick(SCALARS[String(getNamedType(type))] ?? []);
    const fields = Object.values(type.getFields()).filter(
      ({ type: of }) => isNonNullType(of) || this.chance.is(0.25),
    );
    return Object.fromEntries(fields.map(({ name, type: of }) => [name, this.value(of)]));
  }

  private literal(type: GraphQLInputType): string {
    return printed(this.value(type), type);
  }

  private name(prefix: string): string {
    this.names += 1;
    return `${prefix}${this.names}`;
  }
}
