/// What is said of where a face comes from.
import { expect, test } from "vitest";
import { papers } from "../src/room/papers";
import { speak } from "../src/room/texts";

const origin = { kind: "portrait", generator: "", source: "A", licence: "CC0", credit: "A" };

test("a credit is said once", async () => {
  await speak("en");
  expect(papers(origin)).toBe("A · CC0");
  expect(papers({ ...origin, generator: "G", credit: "B" })).toBe("G · A · B · CC0");
});

test("a licence that nobody stated is said to be so", async () => {
  await speak("en");
  expect(papers({ ...origin, licence: "" })).toBe("A · licence not stated");
  await speak("zh-hans");
  expect(papers({ ...origin, licence: "" })).toBe("A · 许可未注明");
});
