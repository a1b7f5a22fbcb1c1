/// Starts the big screen in the page's #room, from the page's #boot. It speaks over the same wire as the room.
import { mount } from "svelte";
import { readBoot } from "../room/boot";
import { Session } from "../room/session.svelte";
import { speak } from "../room/texts";
import { address } from "../room/wire/socket";
import Screen from "./Screen.svelte";
import "./screen.css";
import { say } from "./texts";

const boot = readBoot(document);
await speak(boot.lang);
say(boot.lang);
const session = new Session({ ...boot, role: "screen" }, () => new WebSocket(address(boot.code, location)));
const target = document.getElementById("room");
if (!target) throw new Error("the page has no #room");
target.replaceChildren();
mount(Screen, { target, props: { session } });
