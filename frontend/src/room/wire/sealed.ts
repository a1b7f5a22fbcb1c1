/// The sealed picture as it comes over the wire, and how its key opens it. Works without a secure context: no crypto.subtle.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hexToBytes } from "@noble/ciphers/utils.js";

/** A picture that nobody can look at yet. */
export interface SealedPicture {
  round: number;
  /** ChaCha20-Poly1305 ciphertext with its tag. */
  body: Uint8Array;
}

const HEAD = 2; // bytes in front of the ciphertext: the round
const LENGTH = 4; // bytes in front of the JPEG: its length
const NONCE = new Uint8Array(12); // all zeros: a key seals one picture, so no nonce is used twice with it

/** Read a binary message; null if it is none of ours. */
export function parse(frame: ArrayBuffer): SealedPicture | null {
  if (frame.byteLength < HEAD) return null;
  return { round: new DataView(frame).getUint16(0), body: new Uint8Array(frame, HEAD) };
}

/** The JPEG inside. `key`: 64 hex digits; null where it does not open, was sealed for another round, or lies about its length. */
export function open({ round, body }: SealedPicture, match: string, key: string): Uint8Array<ArrayBuffer> | null {
  const about = new TextEncoder().encode(`${match}/${round}`);
  let plain: Uint8Array;
  try {
    plain = chacha20poly1305(hexToBytes(key), NONCE, about).decrypt(body);
  } catch {
    return null;
  }
  if (plain.length <= LENGTH) return null;
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0);
  if (length === 0 || length > plain.length - LENGTH) return null;
  return plain.slice(LENGTH, LENGTH + length) as Uint8Array<ArrayBuffer>;
}
