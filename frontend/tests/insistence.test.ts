import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Insistence } from "../src/room/insistence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it is said again until it has arrived", () => {
  let said = 0;
  let arrived = false;
  const insistence = new Insistence(() => !arrived && ++said > 0);
  insistence.begin();
  expect([said, insistence.repeated]).toEqual([1, false]);
  vi.advanceTimersByTime(3000);
  expect([said, insistence.repeated]).toEqual([3, true]);
  arrived = true;
  vi.advanceTimersByTime(10_000);
  expect([said, insistence.repeated]).toEqual([3, false]);
});

test("what would not be taken now is said later", () => {
  const say = vi.fn(() => true);
  const insistence = new Insistence(say);
  insistence.later();
  expect(say).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1500);
  expect(say).toHaveBeenCalledOnce();
});

test("it is left when it is over", () => {
  const say = vi.fn(() => true);
  const insistence = new Insistence(say);
  insistence.begin();
  insistence.end();
  vi.advanceTimersByTime(10_000);
  expect(say).toHaveBeenCalledOnce();
});
