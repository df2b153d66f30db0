import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
// Its module build takes in another copy of graphql (graphql/index.mjs), to which this schema is of another realm.
import queryComplexity from 'graphql-query-complexity/cjs';
import { answerValues } from './answer-size.js';
import { LIMITS } from './limits.js';
import { Recent } from './recent.js';
import { variableFault } from './variable-fault.js';

const { fieldExtensionsEstimator, getComplexity, simpleEstimator } = queryComplexity;

const OF_EC2 = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 0 })];
const OF_ANSWER = [answerValues];
/** How many values of the variables that decide are remembered for an operation, and of what length as JSON. */
const MOST_VALUES = 20;
const MOST_CHARACTERS = 200;

type Variables = Readonly<Record<string, unknown>>;

/** What an operation may come to. */
export interface Cost {
  /** The work of EC2, by what the fields say. */
  readonly complexity: number;
  /** Values in the answer. */
  readonly values: number;
}

/** What an operation costs at most; throws a GraphQLError where its variables are wrong. */
export type CostOf = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => Cost;

/** What of an operation's cost is too much, if anything. */
export function costFault({ complexity, values }: Cost): string | undefined {
  if (complexity > LIMITS.complexity) {
    return `expected a complexity of at most ${LIMITS.complexity}, got ${Math.ceil(complexity)}`;
  }
  if (values <= LIMITS.answerValues) return undefined;
  return `expected an answer of at most ${LIMITS.answerValues} values, got up to ${values}; select fewer fields, or ask for fewer at once`;
}

/** Calculates it once for each operation and the values of those of its variables that decide it. */
export function rememberedCost(schema: GraphQLSchema): CostOf {
  const remembered = new WeakMap<
    OperationDefinitionNode,
    { readonly deciding: readonly string[]; readonly results: Recent<string, Cost> }
  >();

  return (document, operation, variables) => {
    let known = remembered.get(operation);
    if (known === undefined) {
      known = { deciding: decidingVariables(schema, document), results: new Recent(MOST_VALUES) };
      remembered.set(operation, known);
    }
    const { deciding, results } = known;
    // By their names: one that is left out has its default, one that is null has not.
    const values = JSON.stringify(Object.fromEntries(deciding.map((name) => [name, variables[name]])));
    const result = results.get(values) ?? calculate(schema, document, operation, variables);
    if (values.length <= MOST_CHARACTERS) results.set(values, result);
    return result;
  };
}

function calculate(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Cost {
  // The calculation would make an error of every wrong value.
  const fault = variableFault(schema, operation, variables);
  if (fault !== undefined) throw fault;
  const maxQueryNodes = LIMITS.selections + 1;
  const options = { schema, query, variables, operationName: operation.name?.value, maxQueryNodes };
  return {
    complexity: getComplexity({ ...options, estimators: OF_EC2 }),
    values: getComplexity({ ...options, estimators: OF_ANSWER }),
  };
}

/** The variables in directives, which leave fields out, and in the arguments of fields that cost more for some arguments. */
function decidingVariables(schema: GraphQLSchema, document: DocumentNode): string[] {
  const types = new TypeInfo(schema);
  const names = new Set<string>();
  const addAll = (node: ASTNode) => void visit(node, { Variable: ({ name }) => void names.add(name.value) });
  const visitor = visitWithTypeInfo(types, {
    Directive: addAll,
    Field: ({ arguments: given = [] }) => {
      if (typeof types.getFieldDef()?.extensions.complexity === 'function') given.forEach(addAll);
    },
  });
  visit(document, visitor);
  return [...names];
}
