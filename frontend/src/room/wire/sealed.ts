/// The sealed picture as it comes over the wire, and how its key opens it. Works without a secure context: no crypto.subtle.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hexToBytes } from "@noble/ciphers/utils.js";

/** A picture that nobody can look at yet. */
export interface SealedPicture {
  round: number;
  /** ChaCha20-Poly1305 ciphertext with its tag. */
  body: Uint8Array;
}

export type Jpeg = Uint8Array<ArrayBuffer>;

const HEAD = 2; // bytes in front of the ciphertext: the round
const LENGTH = 4; // bytes in front of each JPEG: its length
const NONCE = new Uint8Array(12); // all zeros: a key seals one picture, so no nonce is used twice with it

/** Read a binary message; null if it is none of ours. */
export function parse(frame: ArrayBuffer): SealedPicture | null {
  if (frame.byteLength < HEAD) return null;
  return { round: new DataView(frame).getUint16(0), body: new Uint8Array(frame, HEAD) };
}

/** What is inside: a JPEG, or the two of a pair, the left one first. `key`: 64 hex digits; null where it does not open, was
    sealed for another round, or lies about a length. */
export function open({ round, body }: SealedPicture, match: string, key: string, pair = false): Jpeg[] | null {
  const about = new TextEncoder().encode(`${match}/${round}`);
  let plain: Uint8Array;
  try {
    plain = chacha20poly1305(hexToBytes(key), NONCE, about).decrypt(body);
  } catch {
    return null;
  }
  const half = plain.length / 2;
  const jpegs = (pair ? [plain.subarray(0, half), plain.subarray(half)] : [plain]).map(unpacked);
  return Number.isInteger(pair ? half : 0) && jpegs.every((jpeg) => jpeg !== null) ? jpegs : null;
}

/** Open one for practice: the first time takes a slow phone three times as long. */
export function practise(): void {
  const [key, about] = [new Uint8Array(32), new Uint8Array()];
  const body = chacha20poly1305(key, NONCE, about).encrypt(new Uint8Array(8192));
  chacha20poly1305(key, NONCE, about).decrypt(body);
}

/** The JPEG at the beginning of a block that is padded with zeros. */
function unpacked(block: Uint8Array): Jpeg | null {
  if (block.length <= LENGTH) return null;
  const length = new DataView(block.buffer, block.byteOffset).getUint32(0);
  if (length === 0 || length > block.length - LENGTH) return null;
  return block.slice(LENGTH, LENGTH + length) as Jpeg;
}
