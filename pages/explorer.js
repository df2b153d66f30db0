// The explorer at /graphql and /graphiql: Apollo Sandbox where its scripts can be had, otherwise the GraphiQL that is bundled.

/** With what GraphiQL takes, less than two seconds. */
const SCRIPT_WITHIN_MS = 1200;
/** After which GraphiQL is made ready while the script is waited for. */
const SLOW_SCRIPT_MS = 400;
/** The frame loads an application of some size. */
const FRAME_WITHIN_MS = 10_000;

/** What the editors of GraphiQL are called for those who do not see them. */
const EDITORS = {
  Operations: '.graphiql-query-editor textarea',
  Variables: '.graphiql-editor-tool > :nth-child(1) textarea',
  Headers: '.graphiql-editor-tool > :nth-child(2) textarea',
  Answer: '.graphiql-response textarea',
};

let graphiql;
const settings = JSON.parse(document.getElementById('settings').textContent);
const place = document.getElementById('explorer');
const endpoint = `${location.origin}/graphql`;
const subscriptionEndpoint = endpoint.replace(/^http/, 'ws');

const shown = settings.sandbox ? showSandbox(settings.sandbox).catch(showGraphiql) : showGraphiql();
shown.catch(() => {
  place.textContent = 'The explorer could not be loaded. Load the page again to try once more.';
});

/** Rejects where Sandbox cannot be had. */
async function showSandbox({ script: address, frameOrigin }) {
  const slow = setTimeout(graphiqlLoaded, SLOW_SCRIPT_MS);
  await inTime(loaded(script(address, { async: true })), SCRIPT_WITHIN_MS).finally(() => clearTimeout(slow));
  const sandbox = new window.EmbeddedSandbox({
    target: place,
    initialEndpoint: endpoint,
    initialSubscriptionEndpoint: subscriptionEndpoint,
    initialState: {
      document: settings.document,
      variables: JSON.parse(settings.variables),
      includeCookies: false,
    },
    endpointIsEditable: false,
    runTelemetry: false,
    // It would write style attributes, which the policy forbids.
    allowDynamicStyles: false,
  });
  try {
    await inTime(messageFrom(frameOrigin), FRAME_WITHIN_MS);
  } catch (error) {
    sandbox.dispose();
    throw error;
  }
  const frame = place.querySelector('iframe');
  frame.title = 'Apollo Sandbox';
  frame.className = 'answering';
}

function graphiqlLoaded() {
  const { styles, scripts } = settings.graphiql;
  const parts = () => [...styles.map(style), ...scripts.map((address) => script(address, { async: false }))];
  graphiql ??= Promise.all(parts().map(loaded));
  // Whoever shows it hears of it.
  graphiql.catch(() => {});
  return graphiql;
}

async function showGraphiql() {
  await graphiqlLoaded();
  const { GraphiQL, React, ReactDOM } = window;
  // Other services that this address has at other times have other documents.
  const storage = GraphiQL.createLocalStorage({ namespace: 'launch-provision' });
  // Whoever comes again finds what he left. Given as properties, GraphiQL would add them to that as a tab of their own.
  if (storage.length === 0) {
    storage.setItem('graphiql:query', settings.document);
    storage.setItem('graphiql:variables', settings.variables);
  }
  const fetcher = GraphiQL.createFetcher({ url: endpoint, subscriptionUrl: subscriptionEndpoint });
  nameEditors();
  ReactDOM.createRoot(place).render(React.createElement(GraphiQL, { fetcher, storage }));
}

/** As soon as they are there. */
function nameEditors() {
  const observer = new MutationObserver(() => {
    const editors = Object.entries(EDITORS).map(([name, selector]) => [name, place.querySelector(selector)]);
    for (const [name, editor] of editors) editor?.setAttribute('aria-label', name);
    if (editors.every(([, editor]) => editor !== null)) observer.disconnect();
  });
  observer.observe(place, { childList: true, subtree: true });
}

/** Scripts that are not `async` are carried out in the order in which they are added, each after those before it. */
function script(address, { async }) {
  return Object.assign(document.createElement('script'), { src: address, async });
}

function style(address) {
  return Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', () =>
      reject(new Error(`${element.src ?? element.href} cannot be had`)),
    );
    document.head.append(element);
  });
}

function messageFrom(origin) {
  return new Promise((resolve) => {
    window.addEventListener('message', (event) => {
      if (event.origin === origin) resolve();
    });
  });
}

function inTime(promise, withinMs) {
  const late = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`nothing came within ${withinMs} ms`)), withinMs);
  });
  return Promise.race([promise, late]);
}
