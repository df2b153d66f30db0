import type { Scenario } from '../scenario.js';
import { atLeast, atMost } from '../targets.js';
import { type DecoderFigures, decoderFigures } from './decoder.js';

const INSTANCES = 1000;

export const describing: Scenario = {
  name: 'describing',
  title: 'DescribeInstances of a page of 1,000, by the decoder of the SDK and by that of the service',
  async run() {
    const measured = await decoderFigures(INSTANCES);
    return {
      table: Object.fromEntries(measured.map((each) => [each.transport, row(each)])),
      // Over the network the page is sent by the same process, which takes a part of the time of both.
      targets: measured
        .filter(({ transport }) => transport === 'in process')
        .flatMap(({ ratio, oursBlockMs }) => [
          atLeast("faster than the SDK's own", ratio, 8, '×'),
          atMost('longest block of the event loop', oursBlockMs, 20, 'ms'),
        ]),
    };
  },
};

function row({ bytesPerInstance, sdkMs, oursMs, ratio, sdkBlockMs, oursBlockMs }: DecoderFigures) {
  return {
    'bytes each': bytesPerInstance,
    'SDK ms': sdkMs,
    'ours ms': oursMs,
    ratio,
    'longest block, SDK ms': sdkBlockMs,
    'longest block, ours ms': oursBlockMs,
  };
}
