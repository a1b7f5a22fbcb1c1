import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ServerClock } from "../src/room/wire/clock";
import { dice, Link, type Way } from "./link";

const SHOWN = 50; // milliseconds within which the time that is shown must be right
const HOUR = 3_600_000;

/** A clock over a monotonic time that the test moves. */
function make() {
  const time = { now: 1000 };
  return { time, clock: new ServerClock(() => time.now) };
}

const even = (roundTrip: number): Way => ({ there: () => roundTrip / 2, back: () => roundTrip / 2 });

/** Each way takes up to three times as long as the quickest. */
function jittery(roundTrip: number): Way {
  const chance = dice(roundTrip);
  const one = () => (roundTrip / 2) * (1 + 2 * chance() ** 2);
  return { there: one, back: one };
}

/** The worst error from now on, looked at every 100 ms. */
function worst(link: Link, milliseconds: number): number {
  let most = 0;
  for (let passed = 0; passed < milliseconds; passed += 100) {
    vi.advanceTimersByTime(100);
    most = Math.max(most, link.error);
  }
  return most;
}

describe("of samples", () => {
  test("the exchange with the smallest round trip wins", () => {
    const { time, clock } = make();
    time.now = 1300; // 300 ms there and back, the server said 50.0 somewhere in between
    clock.add(1000, 50);
    time.now = 1320; // 20 ms: the server's 50.2 belongs to 1310
    clock.add(1300, 50.2);
    time.now = 1500;
    clock.add(1300, 50.25);
    expect(clock.now()).toBeCloseTo(50_200 + 190);
  });

  test("a quick one does not count for ever", () => {
    const { time, clock } = make();
    time.now = 1010;
    clock.add(1000, 50);
    time.now = 601_100; // ten minutes later, 100 ms there and back, and the clocks have drifted apart by 30 ms
    clock.add(601_000, 650.075);
    expect(clock.now()).toBeCloseTo(650_075 + 50);
  });

  test("a welcome's time serves until an exchange is known, and never replaces one", () => {
    const { time, clock } = make();
    clock.reached(10);
    expect(clock.now()).toBe(10_000);
    clock.add(990, 12);
    time.now = 1100;
    clock.reached(12.05);
    expect(clock.now()).toBeCloseTo(12_105);
  });

  test("one that contradicts the others shows that the monotonic clock stood still, however slow it was", () => {
    const { time, clock } = make();
    clock.add(999, 10);
    time.now = 5000;
    clock.add(4800, 74);
    expect(clock.now()).toBeCloseTo(74_100);
  });

  test("what the server surely had reached shows it as well", () => {
    const { time, clock } = make();
    clock.add(999, 10);
    time.now = 1100;
    clock.reached(70);
    expect(clock.now()).toBe(70_000);
  });
});

describe("over a link", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([5, 80, 250])("of %i ms the time is exact after one exchange", (roundTrip) => {
    const link = new Link(even(roundTrip));
    link.welcome();
    expect(link.error).toBeLessThanOrEqual(roundTrip / 2); // the welcome's own way: nothing can be known of it yet
    vi.advanceTimersByTime(roundTrip + 1);
    expect(worst(link, 60_000)).toBeLessThan(1);
  });

  test.each([5, 80, 250])("of %i ms and up to three times that, at random", (roundTrip) => {
    const link = new Link(jittery(roundTrip));
    link.welcome();
    vi.advanceTimersByTime(3000);
    expect(worst(link, 120_000)).toBeLessThanOrEqual(SHOWN);
  });

  test("that is slower in one direction, half the difference is what nobody can know", () => {
    const link = new Link({ there: () => 180, back: () => 70 });
    link.welcome();
    vi.advanceTimersByTime(300);
    expect(worst(link, 60_000)).toBeLessThanOrEqual(55 + 1);
  });

  test("that loses every second exchange", () => {
    const link = new Link({ ...jittery(80), loss: 0.5 });
    link.welcome();
    vi.advanceTimersByTime(3000);
    expect(worst(link, 120_000)).toBeLessThanOrEqual(SHOWN);
  });

  test.each([5, 80, 250])("of %i ms, with clocks that drift by 100 ppm, for an hour", (roundTrip) => {
    const link = new Link(jittery(roundTrip));
    link.drift = 100;
    link.welcome();
    vi.advanceTimersByTime(3000);
    expect(worst(link, HOUR)).toBeLessThanOrEqual(SHOWN);
  });

  test("a wrong wall clock changes nothing, nor does one that jumps", () => {
    const link = new Link(jittery(80));
    link.wrong = 3 * HOUR;
    link.welcome();
    vi.advanceTimersByTime(3000);
    for (const wrong of [-HOUR, 5 * HOUR, 0, 2000]) {
      link.wrong = wrong;
      expect(worst(link, 30_000)).toBeLessThanOrEqual(SHOWN);
    }
  });

  test.each([
    ["stands still", true],
    ["runs on", false],
  ])("sleep of ten minutes, in which the monotonic clock %s, is noticed without any event", (_how, still) => {
    const link = new Link(jittery(80));
    link.welcome();
    vi.advanceTimersByTime(30_000);
    link.sleep(600_000, still);
    vi.advanceTimersByTime(1500); // one look, one exchange
    expect(worst(link, 60_000)).toBeLessThanOrEqual(SHOWN);
    expect(link.redials).toBe(0);
  });

  test("sleep is noticed at once where there is an event", () => {
    const link = new Link(even(80));
    link.welcome();
    vi.advanceTimersByTime(30_400);
    link.sleep(600_000, true);
    link.rhythm.wake();
    vi.advanceTimersByTime(81);
    expect(link.error).toBeLessThan(1);
  });

  test("a sleep too short to notice, whose wall clock was set meanwhile, is mended by the next exchange", () => {
    const link = new Link(even(80));
    link.welcome();
    vi.advanceTimersByTime(5000);
    link.sleep(20_000, true);
    link.wrong = -20_000; // and so the two clocks agree
    vi.advanceTimersByTime(20_000);
    expect(link.error).toBeLessThan(1);
  });

  test("timers that fire once a minute, in a hidden tab, and 100 ppm", () => {
    const real = globalThis.setInterval;
    vi.stubGlobal("setInterval", (work: () => void, after: number) => real(work, Math.max(after, 60_000)));
    const link = new Link(jittery(80));
    link.drift = -100;
    link.welcome();
    vi.unstubAllGlobals();
    vi.advanceTimersByTime(3000);
    expect(worst(link, HOUR)).toBeLessThanOrEqual(SHOWN);
    expect(link.sent).toBeLessThan(200);
  });

  test("a slow phone, which hears of answers up to 400 ms late", () => {
    const chance = dice(3);
    const link = new Link({ there: () => 40, back: () => 40 + (chance() < 0.6 ? 400 * chance() : 0) });
    link.welcome();
    vi.advanceTimersByTime(3000);
    expect(worst(link, 300_000)).toBeLessThanOrEqual(SHOWN);
  });
});

describe("the line", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is given up when nothing is heard", () => {
    const link = new Link({ ...even(80), loss: 1 });
    link.welcome();
    vi.advanceTimersByTime(5900);
    expect(link.redials).toBe(0);
    vi.advanceTimersByTime(300);
    expect(link.redials).toBe(1);
  });

  test("is given up sooner after sleep", () => {
    const way: Way = even(80);
    const link = new Link(way);
    link.welcome();
    vi.advanceTimersByTime(30_000);
    way.loss = 1;
    link.sleep(600_000, false);
    link.rhythm.wake();
    vi.advanceTimersByTime(2600);
    expect(link.redials).toBeGreaterThan(0);
  });

  test("is given up sooner when something is overdue and not even the time is told", () => {
    const way: Way = even(80);
    const link = new Link(way);
    link.welcome();
    vi.advanceTimersByTime(30_000);
    way.loss = 1;
    link.overdue = true;
    vi.advanceTimersByTime(1000 + 2600);
    expect(link.redials).toBe(1);
  });

  test("is kept, and asked no more than needed, when the server lives and waits itself", () => {
    const link = new Link(even(80));
    link.welcome();
    vi.advanceTimersByTime(30_000);
    const before = link.sent;
    link.overdue = true;
    vi.advanceTimersByTime(30_000);
    expect(link.redials).toBe(0);
    expect(link.sent - before).toBeLessThan(13);
  });

  test("is quiet after its end", () => {
    const link = new Link(even(5));
    link.welcome();
    link.rhythm.end();
    vi.advanceTimersByTime(60_000);
    expect(link.sent).toBe(0);
  });
});
