import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Answers equal questions that have come in together once. They wait for the event loop to go round, no longer: who comes when
 * the answer is being made is not given it, as a read may follow a write.
 */
export class SharedAnswers<T> {
  private readonly open = new Map<string, Promise<T>>();

  answer(question: string, make: () => Promise<T>): Promise<T> {
    const known = this.open.get(question);
    if (known) return known;
    const answer = nextTurn().then(() => {
      this.open.delete(question);
      return make();
    });
    this.open.set(question, answer);
    return answer;
  }
}
