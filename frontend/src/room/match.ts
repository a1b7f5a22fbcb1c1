/// The screens of a match: fetched while people wait for it, so that the lobby is there sooner.
export { default as Podium } from "./screens/Podium.svelte";
export { default as Stage } from "./screens/Stage.svelte";
export { rehearse } from "./rehearsal.svelte";
