/// Makes an opened picture showable: an address within this page, decoded already, so that nothing flashes.

const LONG = 400; // milliseconds after which a picture is shown whether it is decoded or not

/** The address of the picture; whoever asked lets go of it with `URL.revokeObjectURL`. Rejects where it is no picture. */
export async function develop(jpeg: Uint8Array<ArrayBuffer>): Promise<string> {
  const source = URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" }));
  const image = new Image();
  try {
    await new Promise((loaded, failed) => {
      image.onload = loaded;
      image.onerror = failed;
      image.src = source;
    });
  } catch {
    URL.revokeObjectURL(source);
    throw new Error("no picture");
  }
  // Decoding waits for a frame, and a hidden page draws none.
  if (!document.hidden) await Promise.race([image.decode().catch(() => undefined), new Promise((late) => setTimeout(late, LONG))]);
  return source;
}
