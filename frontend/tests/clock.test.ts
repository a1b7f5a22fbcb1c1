import { expect, test } from "vitest";
import { ServerClock } from "../src/room/wire/clock";

/** A clock over a monotonic time that the test moves. */
function make() {
  const time = { now: 1000 };
  return { time, clock: new ServerClock(() => time.now) };
}

test("the exchange with the smallest round trip wins", () => {
  const { time, clock } = make();
  time.now = 1300; // 300 ms there and back, the server said 50.0 somewhere in between
  clock.add(1000, 50);
  time.now = 1320; // 20 ms: the server's 50.2 belongs to 1310
  clock.add(1300, 50.2);
  time.now = 1500;
  clock.add(1300, 51);
  expect(clock.now()).toBeCloseTo(50_200 + 190);
});

test("a hint serves until an exchange is known, and never replaces one", () => {
  const { time, clock } = make();
  clock.hint(10);
  expect(clock.now()).toBe(10_000);
  clock.add(990, 12);
  time.now = 1100;
  clock.hint(99);
  expect(clock.now()).toBeCloseTo(12_105);
});

test("after sleep the first new exchange replaces the old estimate, however slow it is", () => {
  const { time, clock } = make();
  clock.add(999, 10);
  clock.begin();
  time.now = 5000; // the monotonic clock stood still for a minute
  clock.add(4800, 74);
  expect(clock.now()).toBeCloseTo(74_100);
});
