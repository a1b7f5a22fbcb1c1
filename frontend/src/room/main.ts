/// Starts the room in the page's #room, from the page's #boot.
import { mount } from "svelte";
import App from "./App.svelte";
import { readBoot } from "./boot";
import { Session } from "./session.svelte";
import { speak } from "./texts";
import { address } from "./wire/socket";

const boot = readBoot(document);
const [tools, practice] = await Promise.all([
  boot.host && !boot.practice ? import("./host") : null,
  boot.practice ? import("./practice") : null,
  speak(boot.lang),
]);
const session = new Session(boot, () => new WebSocket(address(boot.code, location)));
const target = document.getElementById("room");
if (!target) throw new Error("the page has no #room");
target.replaceChildren();
mount(App, { target, props: { session, tools, practice } });
