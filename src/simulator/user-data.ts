import { refusal } from './errors.js';

/** The most that user data may have before it is encoded, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MAX_BYTES = 16384;

/**
 * Checks user data as requests carry it; none where it is empty.
 * @throws Ec2Error InvalidUserData.Malformed for what is not base64, InvalidParameterValue beyond 16,384 bytes
 */
export function readUserData(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === '') return undefined;
  // Encoders may break lines; boto 2 does.
  const compact = encoded.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) throw refusal.badBase64();
  if (Buffer.byteLength(compact, 'base64') > MAX_BYTES) throw refusal.userDataTooLong();
  return compact;
}
