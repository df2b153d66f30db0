import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DESCRIBED } from '../../../src/ec2/sdk-described.js';
import { decodeXml } from '../../../src/ec2/xml-decoder.js';
import { anId } from '../../support/builders.js';
import { describedBySdk, describedByUs, readings } from '../../support/described.js';
import { damagedDocuments, oddDocuments, plainDocuments } from '../../support/described-documents.js';
import { answerTo } from '../../support/ec2-transport.js';

const decoded = (document: string) =>
  decodeXml(Buffer.from(document), 'DescribeInstancesResponse', DESCRIBED, {
    now: () => 0,
    pause: async () => {},
  });

/** An answer of one instance, with these elements in it. */
function instanceWith(elements: string): string {
  const item = `<item><instanceId>${anId()}</instanceId>${elements}</item>`;
  return answerTo(
    'DescribeInstances',
    `<reservationSet><item><reservationId>r-1</reservationId><ownerId>123456789012</ownerId><instancesSet>${item}</instancesSet></item></reservationSet>`,
  ).body;
}

/** Each answer is decoded by two clients of the SDK, made for it. */
const PROPERTY_MS = 30_000;

describe('an answer to DescribeInstances', () => {
  it(
    'of plain elements is decoded here, and to what the SDK decodes it to',
    async () => {
      await fc.assert(
        fc.asyncProperty(plainDocuments, async (document) => {
          expect(await decoded(document)).toBeDefined();
          const bySdk = await readings(describedBySdk(document));
          expect(bySdk).toBeDefined();
          expect(await readings(describedByUs(document))).toEqual(bySdk);
        }),
      );
    },
    PROPERTY_MS,
  );

  it.each([
    ['with anything that XML has', oddDocuments],
    ['of which a piece was lost or replaced', damagedDocuments],
  ])(
    '%s says to us what it says to the SDK, where that can read it',
    async (_, documents) => {
      await fc.assert(
        fc.asyncProperty(documents, async (document) => {
          fc.pre(document.includes('<DescribeInstancesResponse') && document.includes('<reservationSet'));
          const bySdk = await readings(describedBySdk(document));
          if (bySdk !== undefined) expect(await readings(describedByUs(document))).toEqual(bySdk);
        }),
      );
    },
    PROPERTY_MS,
  );

  it(
    'that is cut off anywhere is none',
    async () => {
      await fc.assert(
        fc.asyncProperty(plainDocuments, fc.nat(), async (document, where) => {
          const beginning = document.slice(0, where % document.length);
          expect(await decoded(beginning)).toBeUndefined();
          await expect(describedByUs(beginning)).rejects.toThrow();
        }),
      );
    },
    PROPERTY_MS,
  );
});

describe('the client', () => {
  /** The owner of the reservation is not read: only the SDK tells it. */
  const isLeftToSdk = async (document: string) =>
    (await describedByUs(document)).Reservations?.[0]?.OwnerId === '123456789012';

  it('decodes only what the service reads', async () => {
    const output = await describedByUs(instanceWith('<keyName>a &amp; b</keyName>'));
    expect(output).toEqual({
      Reservations: [{ ReservationId: 'r-1', Instances: [{ InstanceId: anId(), KeyName: 'a & b' }] }],
      $metadata: expect.objectContaining({ httpStatusCode: 200, requestId: 'request-1' }),
    });
  });

  it.each([
    ['a comment', '<!-- - -->'],
    ['CDATA', '<keyName><![CDATA[a]]></keyName>'],
    ['a processing instruction', '<?go on?>'],
    ['an attribute', '<keyName a="b">c</keyName>'],
    ['an attribute of what is not read', '<kernelId a="b">c</kernelId>'],
    ['a prefix', '<n:keyName>a</n:keyName>'],
    ['a space in a tag', '<keyName >a</keyName>'],
    ['text beside elements', 'a'],
    ['a space between elements', ' '],
    ['an unknown entity', '<keyName>&nbsp;</keyName>'],
    ['an ampersand by itself', '<keyName>a & b</keyName>'],
    ['a reference beyond two bytes', '<keyName>&#x1F600;</keyName>'],
    ['text where elements are meant to be', '<placement>a</placement>'],
    ['an element that comes twice', '<placement/><placement/>'],
    ['a number with a space', '<amiLaunchIndex> 1</amiLaunchIndex>'],
    ['an empty number', '<amiLaunchIndex/>'],
    ['a truth with a capital', '<ebsOptimized>True</ebsOptimized>'],
    ['a time with an offset', '<launchTime>2026-11-23T07:31:05+01:00</launchTime>'],
    ['a leap second', '<launchTime>2016-12-31T23:59:60Z</launchTime>'],
    ['more depth than EC2 has', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
  ])('leaves an answer with %s to the SDK', async (_, elements) => {
    const document = instanceWith(elements);
    expect(await isLeftToSdk(document)).toBe(true);
    expect(await readings(describedByUs(document))).toEqual(await readings(describedBySdk(document)));
  });

  it.each([
    ['a DOCTYPE', (document: string) => document.replace('\n', '\n<!DOCTYPE a>')],
    ['another attribute of its root', (document: string) => document.replace(/ xmlns="[^"]*"/, ' a="b"')],
  ])('leaves an answer with %s to the SDK', async (_, changed) => {
    expect(await isLeftToSdk(changed(instanceWith('')))).toBe(true);
  });

  it.each([
    ['tags that do not match', '<keyName>a</keyname>'],
    ['tags that do not match in what is not read', '<kernelId>a</kernelID>'],
    ['tags that overlap', '<a><b></a></b>'],
    ['a time that is none', '<launchTime>2026-13-01T00:00:00Z</launchTime>'],
  ])('refuses an answer with %s, as the SDK does', async (_, elements) => {
    await expect(describedByUs(instanceWith(elements))).rejects.toThrow();
    await expect(describedBySdk(instanceWith(elements))).rejects.toThrow();
  });

  it.each([
    ['in the midst of lines of blanks', '\n    <keyName>\n  </keyName>\r\n', ''],
    ['with line ends of other systems', '<keyName>a\r\nb\rc</keyName>', 'a\nb\nc'],
    ['with numbered signs', '<keyName>&#xfc;&#13;&#8364;</keyName>', 'ü\r€'],
    ['with signs of many bytes', '<keyName>日本語 😀</keyName>', '日本語 😀'],
    ['longer than a word', `<keyName>${'a'.repeat(300)}</keyName>`, 'a'.repeat(300)],
  ])('decodes a text %s', async (_, elements, keyName) => {
    const document = instanceWith(elements);
    expect(await decoded(document)).toMatchObject({
      Reservations: [{ Instances: [{ KeyName: keyName }] }],
    });
    expect(await readings(describedByUs(document))).toEqual(await readings(describedBySdk(document)));
  });
});
