import { GraphQLDateTime } from 'graphql-scalars';
import { fixedInstances } from '../instances.js';

/** The same schema in GraphQL's own language, for servers that take it so. */
export const typeDefs = `
  scalar DateTime
  enum InstanceState { RUNNING STOPPED }
  type Instance {
    id: ID!
    publicDnsName: String
    privateDnsName: String
    state: InstanceState!
    stateCode: Int!
    keyName: String
    instanceType: String!
    launchTime: DateTime!
    imageId: String!
    placement: String!
    placementGroup: String
    privateIpAddress: String
    ipAddress: String
  }
  type InstanceConnection { nodes: [Instance!]! }
  type Query {
    instance(id: ID!): Instance
    instances(first: Int!): InstanceConnection!
  }
`;

const INSTANCES = fixedInstances(1000).map((instance) => ({ ...instance, state: 'RUNNING' }));
const BY_ID = new Map(INSTANCES.map((instance) => [instance.id, instance]));

export const resolvers = {
  DateTime: GraphQLDateTime,
  Query: {
    instance: async (_: unknown, { id }: { id: string }) => BY_ID.get(id),
    instances: async (_: unknown, { first }: { first: number }) => ({ nodes: INSTANCES.slice(0, first) }),
  },
};
