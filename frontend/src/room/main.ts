/// Starts the room in the page's #room, from the page's #boot.
import { mount } from "svelte";
import App from "./App.svelte";
import { readBoot } from "./boot";
import { keptSeat } from "./memory";
import { parts, whenIdle } from "./parts";
import { Session } from "./session.svelte";
import { speak } from "./texts";
import { address } from "./wire/socket";

const boot = readBoot(document);
// Whoever was here before may be in the middle of a match.
const returns = boot.practice || boot.quick || boot.role !== "player" || keptSeat(boot.code) !== null;
if (returns) ahead();
const [practice] = await Promise.all([
  boot.practice ? import("./practice") : null,
  boot.host && !boot.practice ? parts.host.fetch() : null,
  speak(boot.lang),
]);
const session = new Session(boot, () => new WebSocket(address(boot.code, location)));
const target = document.getElementById("room");
if (!target) throw new Error("the page has no #room");
target.replaceChildren();
mount(App, { target, props: { session, practice } });
whenIdle(() => {
  ahead();
  void parts.vault.fetch().then(({ practise }) => whenIdle(practise));
  void parts.match.fetch().then(({ rehearse }) => rehearse(session));
});

/** Fetch what a match needs, long before it begins. */
function ahead(): void {
  void parts.vault.fetch();
  void parts.match.fetch();
}
