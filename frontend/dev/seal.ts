/// Seals a picture as the server does, for the scenes and the tests.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hexToBytes } from "@noble/ciphers/utils.js";

interface Parcel {
  jpeg: Uint8Array;
  /** The right-hand face of a pair. */
  right?: Uint8Array;
  key: string;
  match: string;
  round: number;
  /** Bytes that each picture is padded to. */
  size?: number;
  /** The length that each picture claims. */
  length?: number;
}

export function seal({ jpeg, right, key, match, round, size = 4096, length }: Parcel): ArrayBuffer {
  const jpegs = right ? [jpeg, right] : [jpeg];
  const plain = new Uint8Array(size * jpegs.length);
  jpegs.forEach((each, n) => {
    new DataView(plain.buffer).setUint32(n * size, length ?? each.length);
    plain.set(each, n * size + 4);
  });
  const body = chacha20poly1305(hexToBytes(key), new Uint8Array(12), new TextEncoder().encode(`${match}/${round}`)).encrypt(plain);
  const frame = new Uint8Array(2 + body.length);
  new DataView(frame.buffer).setUint16(0, round);
  frame.set(body, 2);
  return frame.buffer;
}
