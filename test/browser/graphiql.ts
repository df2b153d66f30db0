import type { Locator, Page } from 'playwright-core';

/** GraphiQL as somebody uses it. */
export class Graphiql {
  constructor(private readonly page: Page) {}

  get shown(): Locator {
    return this.page.locator('.graphiql-query-editor .CodeMirror');
  }

  /** Runs an operation of the document, and gives its answer. */
  async run(operation: string): Promise<unknown> {
    const answered = this.page.waitForResponse(
      (response) => response.request().postDataJSON()?.operationName === operation,
    );
    await this.page.getByRole('button', { name: 'Execute query' }).click();
    await this.page.getByRole('menuitem', { name: operation }).click();
    await answered;
    await this.page.locator('.graphiql-spinner').waitFor({ state: 'detached' });
    return JSON.parse(await this.answer());
  }

  async setHeaders(headers: Readonly<Record<string, string>>): Promise<void> {
    await this.page.getByRole('button', { name: 'Headers' }).click();
    await this.page.locator('.graphiql-editor:not(.hidden)').last().click();
    await this.page.keyboard.insertText(JSON.stringify(headers));
  }

  async fetchSchema(): Promise<void> {
    await this.page.getByRole('button', { name: 'Re-fetch GraphQL schema' }).click();
  }

  /** As it stands there, whatever of it is in view. */
  async answer(): Promise<string> {
    const text = "document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()";
    return String(await this.page.evaluate(text));
  }
}
