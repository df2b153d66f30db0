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
import { Recent } from './recent.js';

const { fieldExtensionsEstimator, getComplexity, simpleEstimator } = queryComplexity;

const ESTIMATORS = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 0 })];
/** How many values of the variables that decide are remembered for an operation, and of what length as JSON. */
const MOST_VALUES = 20;
const MOST_CHARACTERS = 200;

type Variables = Readonly<Record<string, unknown>>;

/** What an operation costs EC2, by what its fields say; throws a GraphQLError where its variables are wrong. */
export type Complexity = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => number;

/** Calculates it once for each operation and the values of those of its variables that decide it. */
export function rememberedComplexity(schema: GraphQLSchema): Complexity {
  const remembered = new WeakMap<
    OperationDefinitionNode,
    { readonly deciding: readonly string[]; readonly results: Recent<string, number> }
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
  { name }: OperationDefinitionNode,
  variables: Variables,
): number {
  return getComplexity({ schema, query, variables, operationName: name?.value, estimators: ESTIMATORS });
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
