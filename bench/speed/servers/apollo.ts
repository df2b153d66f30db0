import 'reflect-metadata';
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { buildSchema } from 'type-graphql';
import { announce } from './announce.js';
import { InstancesResolver } from './plain-schema.js';

/** Apollo Server and type-graphql as their first pages show them. */
const server = new ApolloServer({ schema: await buildSchema({ resolvers: [InstancesResolver] }) });
await server.start();
const app = express();
app.use('/graphql', express.json(), expressMiddleware(server));

await announce(createServer(app));
