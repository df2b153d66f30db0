import { Simulator, type SimulatorSettings, type WireResponse } from '../../../../src/simulator/simulator.js';

export const QUIET: SimulatorSettings = {
  latencyMs: 0,
  transitionMs: 0,
  consistencyMs: 0,
  throttling: undefined,
  faults: {},
  vcpuLimit: undefined,
};

export const START = Date.parse('2026-03-01T12:00:00.000Z');

/** A form with the parameters of an action; arrays become `Name.1`, `Name.2` and so on. */
export function form(action: string, parameters: Record<string, string | readonly string[]> = {}): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : value.map((one, index) => [`${name}.${index + 1}`, one]),
  );
  return new URLSearchParams([['Action', action], ['Version', '2016-11-15'], ...pairs]).toString();
}

/** An answer's text with ways to look into it that need no parser. */
export class Answer {
  readonly text: string;

  constructor(readonly response: WireResponse) {
    this.text = Buffer.from(response.body).toString();
  }

  /** The content of every element with this name. */
  all(name: string): string[] {
    const elements = this.text.matchAll(new RegExp(`<${name}(?:/>|>(.*?)</${name}>)`, 'gs'));
    return [...elements].map((match) => match[1] ?? '');
  }

  /** The content of the first element with this name. */
  one(name: string): string | undefined {
    return this.all(name)[0];
  }

  /** The error's code, or `ok`. */
  get outcome(): string {
    return this.one('Code') ?? 'ok';
  }
}

const scope = (region: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260301/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
});

/** A simulator in a world where nothing happens by itself. */
export class Simulated {
  now = START;
  /** What chance gives next; 0.5 when there is nothing here. */
  readonly chances: number[] = [];
  readonly delays: number[] = [];
  readonly simulator: Simulator;

  constructor(settings: Partial<SimulatorSettings> = {}) {
    this.simulator = new Simulator(
      { ...QUIET, ...settings },
      {
        now: () => this.now,
        random: () => this.chances.shift() ?? 0.5,
        delay: async (ms) => {
          this.delays.push(ms);
        },
      },
    );
  }

  advance(ms: number): void {
    this.now += ms;
  }

  async call(
    action: string,
    parameters: Record<string, string | readonly string[]> = {},
    region = 'us-east-1',
  ): Promise<Answer> {
    return new Answer(
      await this.simulator.respond({ headers: scope(region), body: form(action, parameters) }),
    );
  }

  /** Launches instances and gives their ids. */
  async launch(
    parameters: Record<string, string | readonly string[]> = {},
    count = 1,
    region = 'us-east-1',
  ): Promise<string[]> {
    const answer = await this.call('RunInstances', { ...launching(count), ...parameters }, region);
    if (answer.outcome !== 'ok') throw new Error(answer.text);
    return answer.all('instanceId');
  }

  /** Launches one instance and gives its id. */
  async launchOne(parameters: Record<string, string | readonly string[]> = {}): Promise<string> {
    const [id = ''] = await this.launch(parameters);
    return id;
  }

  /** The state of an instance by name. */
  async state(id: string): Promise<string | undefined> {
    const answer = await this.call('DescribeInstances', { InstanceId: [id] });
    return /<instanceState>.*?<name>(.*?)<\/name>/.exec(answer.text)?.[1];
  }

  /** An attribute's element as DescribeInstanceAttribute gives it. */
  async attribute(id: string, name: string): Promise<string> {
    const answer = await this.call('DescribeInstanceAttribute', { InstanceId: id, Attribute: name });
    return answer.text.replace(/^.*<\/instanceId>/s, '').replace('</DescribeInstanceAttributeResponse>', '');
  }
}

/** The least that RunInstances takes. */
export function launching(count = 1): Record<string, string> {
  return {
    ImageId: 'ami-0abcdef1',
    InstanceType: 't3.micro',
    MinCount: String(count),
    MaxCount: String(count),
  };
}
