// The reference at /docs: Swagger UI over the OpenAPI document, with calls that can be tried.

const place = document.getElementById('docs');

/** What parts of Swagger UI are called for those who do not see them. */
const NAMES = {
  '.examples-select-element': 'Example',
  '.body-param__text': 'Request body',
  '.parameters-col_description select': 'Value',
  '.close-modal': 'Close',
};

followColours();
nameParts();
show().catch((error) => {
  place.textContent = `The reference cannot be shown: ${error.message}`;
});

async function show() {
  const answer = await fetch('/v1/openapi.json');
  if (!answer.ok) throw new Error(await answer.text());
  window.SwaggerUIBundle({
    spec: easyToTry(await answer.json()),
    domNode: place,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    // A token stays in the page: whatever else this address serves at another time could read it from where the browser keeps it.
    persistAuthorization: false,
    // It would show the document to a service of elsewhere.
    validatorUrl: null,
  });
}

/** Swagger UI can be dark, but does not ask whether it should. */
function followColours() {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', follow);
  follow();
}

/** As soon as they are there. */
function nameParts() {
  const observer = new MutationObserver(() => {
    for (const [selector, name] of Object.entries(NAMES)) {
      const nameless = place.querySelectorAll(`:is(${selector}):not([aria-label])`);
      for (const part of nameless) part.setAttribute('aria-label', name);
    }
  });
  observer.observe(place, { childList: true, subtree: true });
}

/** Without what stands in the way of a try; the document itself says it. */
function easyToTry(document) {
  // There is one, which is this.
  delete document.servers;
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path)) {
      operation.parameters = operation.parameters
        .filter((one) => !isInBody(one, operation))
        .map(withoutExample);
    }
  }
  return document;
}

/** What stands in the query string as well would be asked for twice, and the body would win. */
function isInBody(parameter, { requestBody }) {
  return parameter.in === 'query' && requestBody !== undefined;
}

/** The instance of the examples is nobody's own. */
function withoutExample(parameter) {
  return parameter.in === 'path' ? { ...parameter, example: undefined } : parameter;
}
