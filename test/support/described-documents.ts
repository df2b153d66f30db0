import fc from 'fast-check';

/** Text as EC2 may write it. */
const PLAIN = [
  'a',
  'Name of it',
  'ü',
  '€',
  '😀',
  '&amp;',
  '&lt;',
  '&#65;',
  '&#x4e2d;',
  '&#13;',
  '&#10;',
].concat(['\n', '\r\n', '\r', ' ', '\t', '\u00a0', '>', ']]>', '"', "'", '/', '=']);
/** Text that only a complete reader of XML, or the SDK's own, knows how to take. */
const ODD = [
  '&',
  '&amp',
  '&nbsp;',
  '&constructor;',
  '&#x1F600;',
  '&#1114112;',
  '<![CDATA[a<b>&amp;]]>',
].concat(['<!-- a <b> -->', '<?go on?>', '<b/>', '<b>c</b>', '<b c="d>"/>', '<b c>']);

interface Style {
  readonly pieces: readonly string[];
  /** What stands after the names of elements. */
  readonly attributes: readonly string[];
  /** What stands between elements. */
  readonly gaps: readonly string[];
}

const plain: Style = { pieces: PLAIN, attributes: [''], gaps: ['', '', '\n    ', '\r\n\t'] };
const odd: Style = {
  pieces: [...PLAIN, ...PLAIN, ...ODD],
  attributes: [...Array(40).fill(''), ' ', ' a="b"', ' name="b"', ' xmlns:n="urn:n"'],
  gaps: [...Array(40).fill(''), ' ', '\n', '<!-- - -->', '<?go on?>', 'text', '&#10;'],
};

const WANTED = 'instanceId imageId privateDnsName dnsName reason keyName instanceType subnetId vpcId'
  .concat(' privateIpAddress ipAddress architecture rootDeviceType instanceLifecycle')
  .split(' ');

/** Documents of DescribeInstances in a style: any members in any order, some of them unknown. */
function documents(style: Style): fc.Arbitrary<string> {
  const gap = fc.constantFrom(...style.gaps);
  const attribute = fc.constantFrom(...style.attributes);
  const element = (name: string, content: fc.Arbitrary<string>) =>
    fc.tuple(content, attribute, fc.boolean()).map(([inner, attributes, isShort]) => {
      const isEmpty = inner === '' && isShort;
      return isEmpty ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
    });
  const around = (elements: readonly string[]) =>
    fc
      .array(gap, { minLength: elements.length + 1, maxLength: elements.length + 1 })
      .map((gaps) =>
        elements.reduce(
          (all, each, n) => all + each + gaps[n + 1],
          elements.length === 0 ? '' : (gaps[0] ?? ''),
        ),
      );
  /** Some of the elements, in any order. */
  const some = (...elements: fc.Arbitrary<string>[]) =>
    fc.tuple(...elements).chain((all) => fc.shuffledSubarray(all).chain(around));
  const items = (item: fc.Arbitrary<string>, maxLength = 3) =>
    fc.array(element('item', item), { maxLength }).chain(around);
  const text = fc.array(fc.constantFrom(...style.pieces), { maxLength: 3 }).map((pieces) => pieces.join(''));
  const texts = (...names: string[]) => names.map((name) => element(name, text));
  const bool = fc.constantFrom('true', 'false');

  const unknown = element('unknownSet', items(some(...texts('instanceId', 'value'))));
  const instance = some(
    ...texts(...WANTED),
    element('instanceState', some(element('code', fc.constantFrom('16', '272')), ...texts('name', 'more'))),
    element('amiLaunchIndex', fc.nat(999).map(String)),
    element('launchTime', fc.constantFrom('2026-11-23T07:31:05.123Z', '2024-02-29T23:59:59Z')),
    element('placement', some(...texts('availabilityZone', 'groupName', 'tenancy'))),
    element('sourceDestCheck', bool),
    element('ebsOptimized', bool),
    element('groupSet', items(some(...texts('groupId', 'groupName')))),
    element('tagSet', items(some(...texts('key', 'value')))),
    element('stateReason', some(...texts('code', 'message'))),
    unknown,
    ...texts('unknown', 'hasOwnProperty'),
  );
  const reservation = some(
    ...texts('reservationId', 'ownerId'),
    element('groupSet', items(some(...texts('groupId')))),
    element('instancesSet', items(instance)),
  );
  const set = element('reservationSet', items(reservation));
  const members = fc.tuple(set, some(...texts('requestId', 'nextToken'), unknown), fc.boolean());
  return members.map(([reservations, others, isFirst]) => {
    const content = isFirst ? reservations + others : others + reservations;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${content}</DescribeInstancesResponse>`;
  });
}

/** Answers of elements and text alone. */
export const plainDocuments = documents(plain);

/** Answers with anything in them that XML has. */
export const oddDocuments = documents(odd);

/** Answers of which a piece was lost, or replaced. */
export const damagedDocuments = fc
  .tuple(plainDocuments, fc.nat(), fc.nat(20), fc.constantFrom('', '<', '>', '/', ' ', '&', 'x', ...ODD))
  .map(([document, where, length, piece]) => {
    const at = where % document.length;
    return document.slice(0, at) + piece + document.slice(at + length);
  });
