import { refusal } from './errors.js';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

/** Parameters that belong to the envelope of any request, not to its action. */
const ENVELOPE =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.*)$/;

function plant(body: string): Node {
  const root: Node = { children: new Map() };
  for (const [name, value] of new URLSearchParams(body)) {
    let node = root;
    for (const step of name.split('.')) {
      let child = node.children.get(step);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(step, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

/** The parameters of a request, or of a structure within it (`Filter.2`), by their dotted names. */
export class Parameters {
  private constructor(
    private readonly node: Node,
    private readonly path: string,
  ) {}

  /** Reads a form-encoded body, where lists are flattened from 1: `InstanceId.1=…&InstanceId.2=…`. */
  static parse(body: string): Parameters {
    return new Parameters(plant(body), '');
  }

  /** The names at this level, those of the envelope (Action, Version, signature) left out. */
  names(): string[] {
    return [...this.node.children.keys()].filter((name) => !ENVELOPE.test(name));
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** The full name of a parameter, as the caller wrote it. */
  fullName(name: string): string {
    return this.path + name;
  }

  text(name: string): string | undefined {
    return this.find(name)?.value;
  }

  /** @throws Ec2Error MissingParameter where it is absent or empty. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw refusal.missingParameter(this.fullName(name));
    return value;
  }

  /** EC2's parser of booleans is documented nowhere; any case is taken, as strings pass through boto 2 unchanged. */
  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const flag = BOOLEANS.get(value.toLowerCase());
    if (flag === undefined) throw refusal.invalidBoolean(value, this.fullName(name));
    return flag;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,10}$/.test(value)) throw refusal.invalidInteger(value, this.fullName(name));
    return Number(value);
  }

  /** A list of plain values, in the order of their numbers. */
  list(name: string): string[] {
    return this.members(name).flatMap(([, node]) => (node.value === undefined ? [] : [node.value]));
  }

  /** A list of structures, in the order of their numbers. */
  structures(name: string): Parameters[] {
    return this.members(name).map(([index, node]) => new Parameters(node, `${this.path}${name}.${index}.`));
  }

  /** All that was asked, in an order of its own, so that two requests can be compared; but for some names. */
  fingerprint(except: readonly string[]): string {
    const names = this.names().filter((name) => !except.includes(name));
    return JSON.stringify(names.sort().map((name) => [name, flatten(this.find(name))]));
  }

  private members(name: string): [string, Node][] {
    const children = [...(this.find(name)?.children ?? [])].filter(([index]) => /^\d+$/.test(index));
    return children.sort(([a], [b]) => Number(a) - Number(b));
  }

  private find(name: string): Node | undefined {
    let node: Node | undefined = this.node;
    for (const step of name.split('.')) node = node?.children.get(step);
    return node;
  }
}

function flatten(root: Node | undefined): string[] {
  const found: string[] = [];
  const pending: [string, Node | undefined][] = [['', root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, node] = next;
    if (node?.value !== undefined) found.push(`${path}=${node.value}`);
    for (const [step, child] of node?.children ?? []) pending.push([`${path}.${step}`, child]);
  }
  return found.sort();
}
