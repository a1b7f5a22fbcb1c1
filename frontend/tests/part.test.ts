import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Part } from "../src/room/part.svelte";

describe("a part that is fetched later", () => {
  let tries: number;
  let away: boolean;
  let part: Part<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    [tries, away] = [0, false];
    part = new Part(() => {
      tries++;
      return away ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve("here");
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is fetched once, whoever asks", async () => {
    expect(part.here).toBeNull();
    expect(await Promise.all([part.fetch(), part.fetch()])).toEqual(["here", "here"]);
    expect(await part.fetch()).toBe("here");
    expect([part.here, tries]).toEqual(["here", 1]);
  });

  test("is tried again until it comes, less and less often", async () => {
    away = true;
    const came = part.fetch();
    await vi.advanceTimersByTimeAsync(250 + 500 + 1000);
    expect([part.here, tries]).toEqual([null, 4]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBeLessThan(20);
    away = false;
    await vi.advanceTimersByTimeAsync(4000);
    expect(await came).toBe("here");
    expect(part.here).toBe("here");
  });

  test("is tried at once when somebody needs it now", async () => {
    away = true;
    const came = part.fetch();
    await vi.advanceTimersByTimeAsync(10_000);
    const before = tries;
    away = false;
    expect(await part.fetch()).toBe("here");
    expect(await came).toBe("here");
    expect(tries).toBe(before + 1);
  });
});
