/** What one request may hold. docs/configuration.md tells what is refused. */
export const LIMITS = {
  /** Of the document, in UTF-16 units; beyond these three it is not even parsed. */
  characters: 256 * 1024,
  /** Every error looks up its place in the document line by line. */
  lines: 5000,
  /** Of brackets of any kind: parsers and printers go as deep as what they read. */
  nesting: 50,
  /** Of the document, beyond which parsing ends. */
  tokens: 5000,
  /** Of its variables together, lists and objects counted too. */
  variableValues: 20_000,
  /** Of selection sets; the introspection that every client sends has 18. */
  depth: 20,
  /** Of an operation, those of a fragment each time it is spread. */
  selections: 10_000,
  queryFields: 100,
  /** So that a thousand aliases of one mutation are not a thousand launches in one request. */
  mutationFields: 10,
  /** In tenths of an EC2 call; the fields tell what they cost. */
  complexity: 1000,
  /** What an answer may come to, which is written in one go. */
  answerValues: 100_000,
  /** Of one kind that an answer tells: each names its place, and may hold what was sent. */
  errors: 5,
} as const;
