/** What the explorer opens with: operations that work as they stand. */
export const FIRST_DOCUMENT = `# Launch an instance, then look at it: run the first operation, then the second.
mutation Launch {
  launchInstances(input: { imageId: "ami-12c6146b", instanceType: "t3.micro" }) {
    instanceIds
    idempotencyKey
  }
}

query Look {
  instances(first: 5) {
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
