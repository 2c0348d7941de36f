import { gunzip } from 'node:zlib';
import { ProfileFormatError } from './profile-format-error.ts';

/** Profiles are packed to a third or a tenth of their size. A file that unpacks to far more was made to fill the memory. */
const largestRatio = 200;
const floorBytes = 16 * 1024 * 1024;
const mostBytes = 128 * 1024 * 1024;

/**
 * Unpacks gzip, and returns other bytes unchanged. The result has at most 200 times the size of `bytes` (but 16 MiB are
 * always possible), and never more than 128 MiB: nothing larger is ever allocated.
 *
 * @throws ProfileFormatError when it is damaged, or larger.
 */
export async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const maxOutputLength = isPacked
    ? Math.min(mostBytes, Math.max(floorBytes, largestRatio * bytes.length))
    : mostBytes;
  if (!isPacked) {
    if (bytes.length > mostBytes) throw tooLarge(mostBytes);
    return bytes;
  }
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength }, (error, unpacked) => {
      if (error === null) resolve(unpacked);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        reject(tooLarge(maxOutputLength));
      else reject(new ProfileFormatError(`The gzip data is damaged (${error.message}). Get the file again.`));
    });
  });
}

function tooLarge(bytes: number): ProfileFormatError {
  return new ProfileFormatError(
    `The profile is larger than ${Math.floor(bytes / 1024 / 1024)} MiB when unpacked, which is more than a file of this size may hold. Record a shorter time, or split it.`,
  );
}
