/** What the explorer opens with: operations that work as they stand. */
export const FIRST_DOCUMENT = `# Run Launch, then Look, which finds what it made.
# A token, where one is needed, goes under Headers:
# { "Authorization": "Bearer …" }
mutation Launch($name: String!) {
  launchInstances(
    input: {
      imageId: "ami-12c6146b"
      instanceType: "t3.micro"
      tags: [{ key: "Name", value: $name }]
    }
  ) {
    instances {
      id
      state
    }
    idempotencyKey
  }
}

query Look($name: String!) {
  instances(
    first: 5
    filter: { tags: [{ key: "Name", values: [$name] }] }
  ) {
    nodes {
      id
      state
      instanceType
      placement
      privateIpAddress
      launchTime
    }
  }
}
`;

/** With which they work, as text. */
export const FIRST_VARIABLES = `{
  "name": "explorer"
}`;
