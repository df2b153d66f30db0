import type { Scenario } from '../scenario.js';
import { atLeast, atMost } from '../targets.js';
import { type DecoderFigures, decoderFigures } from './decoder.js';

export const describing: Scenario = {
  name: 'describing',
  title: 'DescribeInstances of a page of 1,000, by the decoder of the SDK and by that of the service',
  async run() {
    const measured = await decoderFigures();
    return {
      table: Object.fromEntries(measured.map((each) => [each.transport, row(each)])),
      targets: measured
        .filter(({ transport }) => transport === 'in process')
        .flatMap(({ ratio, oursBlockMs }) => [
          atLeast("faster than the SDK's own", ratio, 8, '×'),
          atMost('longest block of the event loop', oursBlockMs, 20, 'ms'),
        ]),
    };
  },
};

function row(figures: DecoderFigures): Record<string, number> {
  const { bytesPerInstance, sdkMs, oursMs, ratio, sdkBlockMs, oursBlockMs, oursLongestBlockMs } = figures;
  return {
    'bytes each': bytesPerInstance,
    'SDK ms': sdkMs,
    'ours ms': oursMs,
    ratio,
    'SDK block ms': sdkBlockMs,
    'our block ms': oursBlockMs,
    'our longest block of all ms': oursLongestBlockMs,
  };
}
