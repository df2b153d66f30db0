// What Sandbox's host serves under this name: the relay between its frame and the page, of the same version.
import { ApolloSandbox } from '@apollo/sandbox';

window.EmbeddedSandbox = ApolloSandbox;
