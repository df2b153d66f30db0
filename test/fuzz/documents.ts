import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { printed } from '../support/literals.js';
import { Chance } from '../support/random.js';

const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1, 2, 3, 0, -1, 5, 1000, 1001],
  String: [
    '',
    'us-east-1',
    'us-east-1b',
    'true',
    't3.small',
    'instanceType',
    'userData',
    '😀',
    '\u0000',
    'x'.repeat(300),
  ],
  ID: ['', 'i-00000000', 'i-nonsense', 'x'.repeat(300)],
  Boolean: [true, false],
};
const WRONG = ['1', '"text"', 'null', '[]', '{}', 'WORD', '1e400', '[[1]]', '{ a: 1 }', '$nothing'];

/** Documents of every field, argument, enum and input of a schema, some of them wrong. */
export class DocumentWriter {
  private readonly chance: Chance;
  private readonly definitions: string[] = [];
  private readonly fragments: string[] = [];
  readonly variables: Record<string, unknown> = {};
  private names = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    seed: number,
    private readonly ids: readonly string[],
  ) {
    this.chance = new Chance(seed);
  }

  write(): string {
    const [kind, root] = this.chance.pick(this.roots());
    const selection = this.selection(root as GraphQLObjectType, 0);
    const definitions = this.definitions.length > 0 ? `(${this.definitions.join(', ')})` : '';
    return [`${kind} Fuzz${definitions} ${selection}`, ...this.fragments].join('\n');
  }

  /** The more often, the more there is to be tried. */
  private roots() {
    const { schema } = this;
    const query = ['query', schema.getQueryType()] as const;
    const mutation = ['mutation', schema.getMutationType()] as const;
    return [
      ...Array(12).fill(query),
      ...Array(7).fill(mutation),
      ['subscription', schema.getSubscriptionType()],
    ];
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    // What was launched is always told, so that it can be looked for.
    const first = type.name === 'LaunchInstancesPayload' ? ['instanceIds idempotencyKey'] : [];
    const parts = Array.from({ length: 1 + this.chance.below(3) }, () => this.part(type, fields, depth));
    return `{ ${[...first, ...parts].join(' ')} }`;
  }

  private part(
    type: GraphQLObjectType,
    fields: readonly GraphQLField<unknown, unknown>[],
    depth: number,
  ): string {
    if (this.chance.is(0.06)) return `__typename${this.directive()}`;
    if (this.chance.is(0.01))
      return this.chance.pick([
        'nothing',
        '...Nothing',
        '... on Nothing { id }',
        '__schema { types { name } }',
      ]);
    if (depth < 4 && this.chance.is(0.08))
      return `... on ${type.name}${this.directive()} ${this.selection(type, depth + 1)}`;
    if (depth < 4 && this.chance.is(0.06)) {
      const name = this.name('F');
      this.fragments.push(`fragment ${name} on ${type.name} ${this.selection(type, depth + 1)}`);
      return `...${name}${this.directive()}`;
    }
    return this.field(this.chance.pick(fields), depth);
  }

  private field({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const inner = getNamedType(type);
    const selection =
      isObjectType(inner) && !this.chance.is(0.005) ? ` ${this.selection(inner, depth + 1)}` : '';
    const alias = args.length > 0 || this.chance.is(0.2) ? `${this.name('a')}: ` : '';
    return `${alias}${name}${this.arguments(args)}${this.directive()}${selection}`;
  }

  private arguments(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap(({ name, type, defaultValue }) => {
      if (this.chance.is(isNonNullType(type) && defaultValue === undefined ? 0.01 : 0.5)) return [];
      if (name === 'input') return [`input: ${this.launchInput(type)}`];
      if (this.chance.is(0.02)) return [`${name}: ${this.chance.pick(WRONG)}`];
      return [`${name}: ${this.chance.is(0.5) ? this.variable(type) : printed(this.value(type), type)}`];
    });
    if (this.chance.is(0.005)) given.push('nothing: 1');
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** Each key launches a few instances once, so that there are never many. */
  private launchInput(type: GraphQLInputType): string {
    const odd = this.chance.is(0.5) ? (this.value(type) as object) : {};
    const imageId = this.chance.is(0.9) ? 'ami-12c6146b' : 'ami-00000000';
    const maxCount = 1 + this.chance.below(3);
    const idempotencyKey = `graphql-${this.chance.below(100)}`;
    const input = { ...odd, imageId, instanceType: 't3.micro', minCount: 1, maxCount, idempotencyKey };
    if (this.chance.is(0.5)) return printed(input, type);
    const name = this.name('v');
    this.definitions.push(`$${name}: LaunchInstancesInput!`);
    this.variables[name] = input;
    return `$${name}`;
  }

  private directive(): string {
    if (this.chance.is(0.97)) return '';
    if (this.chance.is(0.1)) return ' @nothing';
    const name = this.name('v');
    this.definitions.push(`$${name}: Boolean!`);
    this.variables[name] = this.chance.is(0.5);
    return ` @${this.chance.pick(['skip', 'include'])}(if: $${name})`;
  }

  private variable(type: GraphQLInputType): string {
    const name = this.name('v');
    this.definitions.push(`$${name}: ${type}`);
    if (this.chance.is(0.02)) this.variables[name] = this.chance.pick([{}, [], 'text', 1, null, [[]]]);
    else if (!this.chance.is(0.02)) this.variables[name] = this.value(type);
    return `$${name}`;
  }

  private value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.value(type.ofType);
    if (isListType(type)) return Array.from({ length: this.chance.below(4) }, () => this.value(type.ofType));
    if (isEnumType(type)) return this.chance.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        ({ type: of }) => isNonNullType(of) || this.chance.is(0.25),
      );
      return Object.fromEntries(fields.map(({ name, type: of }) => [name, this.value(of)]));
    }
    if (type.name === 'ID' && this.chance.is(0.8)) return this.chance.pick(this.ids);
    return this.chance.pick(SCALARS[type.name] ?? []);
  }

  private name(prefix: string): string {
    this.names += 1;
    return `${prefix}${this.names}`;
  }
}
