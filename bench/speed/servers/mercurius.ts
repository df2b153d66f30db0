import Fastify from 'fastify';
import mercurius from 'mercurius';
import { idOf } from '../instances.js';
import { tell } from './announce.js';
import { resolvers, typeDefs } from './plain-definitions.js';

/** Mercurius on Fastify, which compiles a query the second time it sees it. */
const app = Fastify();
await app.register(mercurius, { schema: typeDefs, resolvers, jit: 1 });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
tell({ url: address, id: idOf(0) });
