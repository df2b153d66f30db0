import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce } from './announce.js';
import { resolvers, typeDefs } from './plain-definitions.js';

/** GraphQL Yoga as it comes, on node:http. */
await announce(createServer(createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false })));
