import type { Context } from '../context.js';
import type { Answer } from '../graphql/answer.js';
import type { Stream } from '../graphql/subscriptions.js';

export interface StreamParts {
  /** Calls back with a context for the next answer. Rejects where there may be no further one. */
  inContext(answer: (context: Context) => Promise<Answer>): Promise<Answer>;
  /** Nobody waits for answers any more, or there are none: called at least once. */
  end(): void;
}

/** The answers of a subscription as graphql-ws takes them, which ends them by `return`. */
export function answersOf(stream: Stream, { inContext, end }: StreamParts): AsyncGenerator<Answer> {
  const answers = (async function* () {
    try {
      for await (const event of stream.events)
        yield await inContext((context) => stream.answer(event, context));
    } catch (error) {
      throw stream.failure(error);
    } finally {
      end();
    }
  })();
  return endingIn(end, answers);
}

/** A generator that has something ended first when it is to end, whatever it waits for. */
export function endingIn<T>(end: () => void, generator: AsyncGenerator<T>): AsyncGenerator<T> {
  const endGenerator = generator.return.bind(generator);
  return Object.assign(generator, {
    return: (value: unknown) => {
      end();
      return endGenerator(value);
    },
  });
}
