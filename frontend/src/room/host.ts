/// What only a host needs: fetched by those who are, so that everybody else is in the room sooner. Its words with it, before all else.
export { learn } from "./texts/host";
export { deeds, teams } from "./pieces/deeds";
export { default as Door } from "./pieces/Door.svelte";
export { default as HostBar } from "./pieces/HostBar.svelte";
export { default as HostLinks } from "./pieces/HostLinks.svelte";
export { default as PeopleDialog } from "./pieces/PeopleDialog.svelte";
export { default as PersonDialog } from "./pieces/PersonDialog.svelte";
export { default as PersonMenu } from "./pieces/PersonMenu.svelte";
export { default as Settings } from "./pieces/Settings.svelte";
export { default as Start } from "./pieces/Start.svelte";
