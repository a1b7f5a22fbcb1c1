/// Shows the scene that the address asks for, over a line that plays it instead of a server.
import { mount } from "svelte";
import App from "../src/room/App.svelte";
import { Session } from "../src/room/session.svelte";
import { speak } from "../src/room/texts";
import { FakeLine } from "./line";
import { scenes } from "./scenes";

const asked = new URLSearchParams(location.search);
const lang = asked.get("lang") ?? "en";
const scene = scenes[asked.get("scene") ?? "lobby"];
const target = document.getElementById("room");
if (!scene || !target) throw new Error(`scenes: ${Object.keys(scenes).join(", ")}`);
sessionStorage.clear();
document.documentElement.lang = lang === "zh" ? "zh-hans" : lang;
await speak(lang);
const session = new Session(scene.boot, () => new FakeLine(scene.play, scene.post));
mount(App, { target, props: { session } });
if (scene.watch) session.join();
