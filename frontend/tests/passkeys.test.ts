/// Passkeys' binary fields as text, and where there can be passkeys.
import { afterEach, expect, test, vi } from "vitest";
import { create, get, possible, toBytes, toText } from "../src/pages/passkeys/credentials";

const bytes = (...numbers: number[]) => Uint8Array.from(numbers).buffer;

afterEach(() => vi.unstubAllGlobals());

test("bytes survive the way through text, whatever they are", () => {
  for (const length of [0, 1, 2, 3, 32, 255]) {
    const sent = Uint8Array.from({ length }, (_, at) => 251 + at * 7);
    const text = toText(sent.buffer);
    expect(text).toMatch(/^[\w-]*$/);
    expect(toBytes(text)).toEqual(sent);
  }
});

test.each([
  ["localhost", true, true],
  ["play.example.org", true, true],
  ["game.local", false, false],
  ["127.0.0.1", true, false],
  ["[::1]", true, false],
])("on %s (secure: %s) passkeys are possible: %s", (hostname, isSecureContext, expected) => {
  const location = { hostname } as Location;
  expect(possible({ isSecureContext, location, PublicKeyCredential: class {} })).toBe(expected);
  expect(possible({ isSecureContext, location })).toBe(false);
});

test("a passkey is made to be found again without a name, by who holds it", async () => {
  const made = {
    id: "AQ",
    rawId: bytes(1),
    type: "public-key",
    response: { clientDataJSON: bytes(2), attestationObject: bytes(3), getTransports: () => ["internal"] },
    getClientExtensionResults: () => ({}),
  };
  const asked = vi.fn(async (_: { publicKey: Record<string, unknown> }) => made);
  vi.stubGlobal("navigator", { credentials: { create: asked } });
  const told = await create({ challenge: "AQ", user: { id: "Ag", name: "ann" }, excludeCredentials: [{ id: "Aw" }] });
  expect(told).toMatchObject({ rawId: "AQ", response: { clientDataJSON: "Ag", attestationObject: "Aw" } });
  const { publicKey } = asked.mock.calls[0]![0];
  expect(publicKey.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "required" });
  expect(publicKey.excludeCredentials).toEqual([{ id: Uint8Array.of(3) }]);
});

test("a passkey that is shown names its account", async () => {
  const shown = {
    id: "AQ",
    rawId: bytes(1),
    type: "public-key",
    response: { clientDataJSON: bytes(2), authenticatorData: bytes(3), signature: bytes(4), userHandle: bytes(5) },
    getClientExtensionResults: () => ({}),
  };
  vi.stubGlobal("navigator", { credentials: { get: async () => shown } });
  expect(await get({ challenge: "AQ" })).toMatchObject({ response: { userHandle: "BQ", signature: "BA" } });
});
