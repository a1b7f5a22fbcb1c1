/// WebAuthn with its binary fields as base64url text, as the server sends and takes them.

type Json = Record<string, unknown>;
type Listed = { id: string };

/** Whether a page may have passkeys here: only on a secure origin that has a name (an IP address is none). */
export function possible(page: Pick<Window, "isSecureContext" | "location"> & { PublicKeyCredential?: unknown }): boolean {
  const host = page.location.hostname;
  const address = /^[\d.]+$/.test(host) || host.startsWith("[");
  return page.isSecureContext && page.PublicKeyCredential !== undefined && !address;
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const listed = (given: unknown) => ((given ?? []) as Listed[]).map((one) => ({ ...one, id: toBytes(one.id) }));

/** Make a passkey: one that names its account by itself, and that asks who holds it. */
export async function create(given: Json): Promise<Json> {
  const user = given.user as Json;
  const asked = {
    ...given,
    challenge: toBytes(given.challenge as string),
    user: { ...user, id: toBytes(user.id as string) },
    excludeCredentials: listed(given.excludeCredentials),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  };
  const made = (await navigator.credentials.create({ publicKey: asked as never })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return told(made, {
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports(),
  });
}

/** Show a passkey, whichever the visitor chooses. */
export async function get(given: Json): Promise<Json> {
  const asked = {
    ...given,
    challenge: toBytes(given.challenge as string),
    allowCredentials: listed(given.allowCredentials),
  };
  const shown = (await navigator.credentials.get({ publicKey: asked as never })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return told(shown, {
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  });
}

function told(credential: PublicKeyCredential, response: Json): Json {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
